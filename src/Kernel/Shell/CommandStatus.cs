// How a command ended, in the numbers that Unix shells use.

namespace Osmosis.Kernel.Shell;

internal enum CommandStatus : byte
{
    /// <summary>It did what it was asked.</summary>
    Done = 0,

    /// <summary>It refused, or failed, and said why.</summary>
    Failed = 1,

    /// <summary>There is no such command.</summary>
    Unknown = 127,

    /// <summary>A fault ended it.</summary>
    Fault = 139,
}
