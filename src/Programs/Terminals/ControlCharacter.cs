using System.Runtime.CompilerServices;

namespace Osmosis.Programs.Terminals;

/// <summary>Places in c_cc (i386).</summary>
public enum ControlCharacter : byte
{
    Interrupt = 0,
    Quit = 1,
    Erase = 2,
    Kill = 3,
    EndOfFile = 4,

    /// <summary>VTIME: how long a read waits without ICANON, in tenths of a second.</summary>
    Time = 5,

    /// <summary>VMIN: how many bytes a read waits for without ICANON.</summary>
    Minimum = 6,
    Start = 8,
    Stop = 9,
    Suspend = 10,
    EndOfLine = 11,
    Reprint = 12,
    WordErase = 14,
    LiteralNext = 15,
    EndOfLine2 = 16,
}

/// <summary>c_cc. A character that is 0 is none.</summary>
[InlineArray(Count)]
public struct ControlCharacters
{
    public const int Count = 19;

    private byte _first;
}
