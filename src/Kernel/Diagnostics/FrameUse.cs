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
    Heap,
    Stack,
    Table,
}
