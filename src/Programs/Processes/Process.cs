using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Files;
using Osmosis.Programs.Records;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Processes;

/// <summary>
/// A process: an address space, a thread that runs in it, and its place in the family. It stays as a zombie until its
/// parent has asked how it ended.
/// </summary>
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

    /// <summary>
    /// How it ended, as wait4 reports it: the exit status in bits 8 to 15, or a signal in bits 0 to 6.
    /// </summary>
    public uint Status;

    /// <summary>
    /// What it cost: system calls, calls that don't exist (and the number of the last), faults that were answered.
    /// </summary>
    public uint Calls;
    public uint UnknownCalls;
    public uint LastUnknownCall;
    public uint Faults;

    /// <summary>Ticks of the clock that found it running, and those of its children that were waited for.</summary>
    public uint Ticks;
    public uint ChildTicks;

    /// <summary>Its open files.</summary>
    public DescriptorTable Descriptors;

    /// <summary>Where paths begin that don't begin with a slash: a node that it holds.</summary>
    public Handle Folder;

    /// <summary>The file that it runs: a node that it holds.</summary>
    public Handle Executable;

    /// <summary>Rights that files don't get when it makes them (umask).</summary>
    public uint Mask;

    /// <summary>The process whose space it uses until it ends or becomes another program (vfork); 0 for none.</summary>
    public uint Lender;

    /// <summary>The process that uses this one's space meanwhile; 0 for none.</summary>
    public uint Borrower;

    /// <summary>Its arguments' addresses in its memory, one past the last byte in the second.</summary>
    public uint ArgumentsStart;
    public uint ArgumentsEnd;

    /// <summary>Its short name, as ps has it.</summary>
    public ProcessName Name;

    /// <summary>What signals do to it.</summary>
    public ProcessSignals Signals;

    /// <summary>Its group and session, and whether it is stopped.</summary>
    public JobState Job;

    private uint _nextFree;

    public readonly bool IsZombie => Id != 0 && Thread == 0;

    public uint NextFree
    {
        readonly get => _nextFree;
        set => _nextFree = value;
    }
}

/// <summary>A process's short name: at most 15 bytes, the rest zeros.</summary>
[InlineArray(Size)]
public struct ProcessName
{
    public const int Size = 16;

    private byte _first;

    /// <summary>Its bytes, without the zeros behind them.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Text
    {
        get
        {
            ReadOnlySpan<byte> all = this;
            return all.Slice(0, Math.Min(all.IndexOf((byte)0), Size - 1));
        }
    }

    /// <summary>The name of a program in a file: the last part of its path.</summary>
    public static ProcessName Of(ReadOnlySpan<byte> path)
    {
        ProcessName name = default;
        int start = path.Length;
        while (start > 0 && path[start - 1] != (byte)'/')
        {
            start--;
        }

        path.Slice(start, Math.Min(path.Length - start, Size - 1)).CopyTo(name);
        return name;
    }
}
