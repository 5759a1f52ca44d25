// What can differ between the machines that tests boot.
namespace Osmosis.Memory.Tests.Worlds;

/// <summary>A machine and a kernel image.</summary>
public sealed record WorldOptions
{
    /// <summary>First byte of the kernel image.</summary>
    public uint KernelStart { get; init; } = 0x0010_0000;

    /// <summary>End of code and constants.</summary>
    public uint ReadOnlyEnd { get; init; } = 0x0010_4000;

    /// <summary>End of the image with .bss, as the linker would state it: seldom aligned.</summary>
    public uint KernelEnd { get; init; } = 0x0010_A123;

    /// <summary>First byte of the page directory, inside the image.</summary>
    public uint Directory { get; init; } = 0x0010_8000;

    /// <summary>Bytes of memory from 0 up.</summary>
    public ulong MemoryEnd { get; init; } = 8u << 20;

    /// <summary>Page tables for records of address spaces, which most tests do without.</summary>
    public uint RecordTables { get; init; }

    /// <summary>What the memory map says beside: reserved regions and memory elsewhere.</summary>
    public IReadOnlyList<MemoryRegion> MoreRegions { get; init; } = [];

    /// <summary>
    /// Heap pages hold garbage that was written, so that the core may look at words it never wrote: needed where tests
    /// pass wild pointers.
    /// </summary>
    public bool HasGarbageInHeapPages { get; init; }
}
