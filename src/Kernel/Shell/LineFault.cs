// Why a line is not executed, though Enter was pressed.

namespace Osmosis.Kernel.Shell;

internal enum LineFault : byte
{
    None,

    /// <summary>It has more bytes than the shell keeps.</summary>
    TooLong,

    /// <summary>Input was lost in it.</summary>
    InputLost,

    /// <summary>A byte of it is no text.</summary>
    NotText,

    /// <summary>An escape sequence in it was cut short, so that characters of it may mean something else.</summary>
    CutSequence,
}
