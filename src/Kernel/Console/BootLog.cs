// Boot's progress messages. Warnings and panics don't go through here, because they are never quiet.

namespace Osmosis.Kernel.Console;

internal static class BootLog
{
    /// <summary>Whether progress messages are dropped: the boot option <c>quiet</c>.</summary>
    public static bool IsQuiet { get; set; }

    public static void WriteLine(TerminalWriter<LogText> text)
    {
        if (!IsQuiet)
        {
            Terminal.WriteLine();
        }
    }

    internal readonly struct LogText : ITextPurpose
    {
        public static bool Begin() => !IsQuiet;
    }
}
