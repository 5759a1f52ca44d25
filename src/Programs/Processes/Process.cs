using Osmosis.Memory.Spaces;

namespace Osmosis.Programs.Processes;

/// <summary>A process: an address space, a thread that runs in it, and its place in the family. It stays as a zombie until its parent has asked how it ended.</summary>
public struct Process : IRecord
{
    /// <summary>Its number for programs; 1 is the first. 0 while the record is free.</summary>
    public uint Id;

    /// <summary>The parent's index; 0 for the first process.</summary>
    public uint Parent;

    /// <summary>Its children, each of which names the next.</summary>
    public uint FirstChild;
    public uint NextSibling;

    /// <summary>Index of the address space; 0 for a zombie.</summary>
    public uint Space;

    /// <summary>Index of the thread; 0 for a zombie.</summary>
    public uint Thread;

    /// <summary>How it ended, as wait4 reports it: the exit status in bits 8 to 15, or a signal in bits 0 to 6.</summary>
    public uint Status;

    /// <summary>What it cost: system calls, calls that don't exist (and the number of the last), faults that were answered.</summary>
    public uint Calls;
    public uint UnknownCalls;
    public uint LastUnknownCall;
    public uint Faults;

    private uint _nextFree;

    public readonly bool IsZombie => Id != 0 && Thread == 0;

    public uint NextFree
    {
        readonly get => _nextFree;
        set => _nextFree = value;
    }
}
