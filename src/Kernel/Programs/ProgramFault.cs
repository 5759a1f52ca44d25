using System.Runtime.CompilerServices;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Processes;

namespace Osmosis.Kernel.Programs;

/// <summary>A fault that ended a program: all that is known of it, kept after the program is gone.</summary>
internal struct ProgramFault
{
    /// <summary>The program's number and short name.</summary>
    public uint Id;
    public ProcessName Name;

    public Registers Registers;

    /// <summary>Of a page fault: where, what was tried, why it was refused.</summary>
    public bool IsPageFault;
    public bool IsWrite;
    public VirtualAddress Address;
    public FaultAnswer Answer;
    public RegionsAround Around;

    /// <summary>
    /// The function of the program's file that did it, and how far inside. Its length is 0 when the file doesn't say.
    /// </summary>
    public FunctionName Function;
    public int FunctionLength;
    public uint FunctionOffset;
}

/// <summary>A function's name, cut to 48 bytes.</summary>
[InlineArray(Size)]
internal struct FunctionName
{
    public const int Size = 48;

    private byte _first;
}
