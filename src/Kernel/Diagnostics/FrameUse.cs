// Compiled into the kernel, and into tools/Osmosis.Snapshot, which draws the same maps.

namespace Osmosis.Kernel.Diagnostics;

/// <summary>In ascending order of interest: a cell that stands for many frames shows the greatest.</summary>
public enum FrameUse : byte
{
    NoMemory,
    Free,
    Reserved,
    Kernel,
    Allocated,

    /// <summary>A page that one program has.</summary>
    Page,

    /// <summary>A page that several programs have, copied when one writes it; also the page of zeros.</summary>
    SharedPage,

    /// <summary>A page of a file, or of memory that programs share.</summary>
    ObjectPage,
    Heap,
    Stack,
    Table,
}
