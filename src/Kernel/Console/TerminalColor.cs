// Colours of text; the values are ANSI's foreground codes.

namespace Osmosis.Kernel.Console;

internal enum TerminalColor
{
    Default = 39,
    Gray = 90,
    Red = 91,
    Green = 92,
    Yellow = 93,
    Blue = 94,
    Magenta = 95,
    Cyan = 96,
    White = 97,
}
