// What one press of a key means to the line editor.

namespace Osmosis.Kernel.Shell;

internal enum Key : byte
{
    /// <summary>Nothing: a part of something, or something that has no meaning here.</summary>
    None,

    /// <summary>A character: its bytes are <see cref="KeyReader.Text"/>.</summary>
    Text,

    /// <summary>A control character without a meaning.</summary>
    Unknown,

    Enter,
    Break,
    Tab,
    Backspace,
    Delete,
    Left,
    Right,
    WordLeft,
    WordRight,
    Start,
    End,
    Up,
    Down,
    EraseToStart,
    EraseToEnd,
    EraseWord,
    EraseNextWord,
    Search,
    Redraw,
    ScrollBack,
    ScrollForward,
}
