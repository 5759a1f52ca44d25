using Osmosis.Memory;
using Osmosis.Memory.Addresses;

namespace Osmosis.Faults;

/// <summary>The purpose of a virtual address in the kernel's layout, whether it is mapped or not.</summary>
public enum AddressRegion : byte
{
    /// <summary>The first page, where null pointers point. Mapped read-only (P8).</summary>
    NullPage,

    /// <summary>Identity window below the kernel: the BIOS's data and the boot loader's.</summary>
    LowMemory,

    /// <summary>VGA text memory, 0xB8000 to 0xBFFFF.</summary>
    VideoMemory,

    /// <summary>The kernel's code, read-only.</summary>
    KernelCode,

    /// <summary>The kernel's constants, read-only.</summary>
    KernelConstants,

    /// <summary>The kernel's variables.</summary>
    KernelData,

    /// <summary>Identity window past the kernel's end.</summary>
    IdentityWindowEnd,

    /// <summary>The part of the heap's window that is mapped.</summary>
    HeapMapped,

    /// <summary>The part of the heap's window that is not mapped yet.</summary>
    HeapUnmapped,

    /// <summary>
    /// Between the heap's window and the framebuffer or the scratch slot, but for <see cref="SpaceRecords"/>: empty
    /// unless something was mapped there.
    /// </summary>
    Unused,

    /// <summary>Records of frames, regions and address spaces, mapped as they are needed.</summary>
    SpaceRecords,

    /// <summary>The screen's framebuffer, if it has one: right below the scratch slot.</summary>
    Framebuffer,

    /// <summary>The scratch page.</summary>
    ScratchPage,

    /// <summary>
    /// The guard page below a stack: the stack overflowed. <see cref="AddressLocation.Stack"/> is that stack.
    /// </summary>
    StackGuardLow,

    /// <summary>A stack.</summary>
    Stack,

    /// <summary>The guard page above a stack.</summary>
    StackGuardHigh,

    /// <summary>The rest of the scratch slot.</summary>
    ScratchSlotUnused,

    /// <summary>The pages through which address spaces see frames that are mapped nowhere else.</summary>
    FrameWindows,

    /// <summary>The page tables, through the recursive slot.</summary>
    PageTables,

    /// <summary>The page directory, through the recursive slot.</summary>
    PageDirectory,
}

/// <summary>
/// The bounds of the kernel's parts that are not constant: all that is needed to name an address. In bytes.
/// </summary>
public readonly struct AddressSpaceLayout
{
    // In RegionAt: the first stack's index, and how many regions a stack has.
    private const int FirstStack = 15;
    private const int EndOfStacks = FirstStack + (RegionsAStack * KernelStack.Count);
    private const int RegionsAStack = 3;

    /// <summary>First byte of the kernel image.</summary>
    public required uint KernelStart { get; init; }

    /// <summary>End of its code.</summary>
    public required uint CodeEnd { get; init; }

    /// <summary>End of its constants.</summary>
    public required uint ConstantsEnd { get; init; }

    /// <summary>End of its variables.</summary>
    public required uint KernelEnd { get; init; }

    /// <summary>W; the heap's window starts here.</summary>
    public required uint IdentityEnd { get; init; }

    /// <summary>End of the heap's mapped part.</summary>
    public required uint HeapMappedEnd { get; init; }

    /// <summary>Bytes of the pages through which the framebuffer is reached; 0 if there is none.</summary>
    public uint FramebufferBytes { get; init; }

    /// <summary>The region that an address lies in.</summary>
    public AddressLocation Locate(VirtualAddress address)
    {
        uint start = 0;
        for (int i = 0; ; i++)
        {
            // The ends ascend, and the last region ends with the address space: its end, 2^32, is 0.
            AddressLocation region = RegionAt(i, start);
            if (address.Value < region.End || region.End == 0)
            {
                return region;
            }

            start = region.End;
        }
    }

    private AddressLocation RegionAt(int index, uint start) => index switch
    {
        0 => new AddressLocation(AddressRegion.NullPage, start, MemoryLayout.PageSize),
        1 => new AddressLocation(AddressRegion.LowMemory, start, 0xB8000),
        2 => new AddressLocation(AddressRegion.VideoMemory, start, 0xC0000),
        3 => new AddressLocation(AddressRegion.LowMemory, start, KernelStart),
        4 => new AddressLocation(AddressRegion.KernelCode, start, CodeEnd),
        5 => new AddressLocation(AddressRegion.KernelConstants, start, ConstantsEnd),
        6 => new AddressLocation(AddressRegion.KernelData, start, KernelEnd),
        7 => new AddressLocation(AddressRegion.IdentityWindowEnd, start, IdentityEnd),
        8 => new AddressLocation(AddressRegion.HeapMapped, start, HeapMappedEnd),
        9 => new AddressLocation(AddressRegion.HeapUnmapped, start, IdentityEnd + MemoryLayout.HeapMaxSize),
        10 => new AddressLocation(AddressRegion.Unused, start, MemoryLayout.Records),
        11 => new AddressLocation(AddressRegion.SpaceRecords, start, MemoryLayout.RecordsEnd),
        12 => new AddressLocation(AddressRegion.Unused, start, MemoryLayout.ScratchSlotBase - FramebufferBytes),
        13 => new AddressLocation(AddressRegion.Framebuffer, start, MemoryLayout.ScratchSlotBase),
        14 => new AddressLocation(AddressRegion.ScratchPage, start, MemoryLayout.StackGuardLow),
        < EndOfStacks => StackRegionAt(index - FirstStack, start),
        EndOfStacks => new AddressLocation(AddressRegion.ScratchSlotUnused, start, MemoryLayout.FrameWindows),
        EndOfStacks + 1 =>
            new AddressLocation(AddressRegion.FrameWindows, start,
                MemoryLayout.FrameWindows + (MemoryLayout.FrameWindowCount * MemoryLayout.PageSize)),
        EndOfStacks + 2 => new AddressLocation(AddressRegion.ScratchSlotUnused, start, MemoryLayout.RecursiveBase),
        EndOfStacks + 3 => new AddressLocation(AddressRegion.PageTables, start, MemoryLayout.DirectoryWindow),
        _ => new AddressLocation(AddressRegion.PageDirectory, start, 0),
    };

    private static AddressLocation StackRegionAt(int index, uint start)
    {
        KernelStack stack = KernelStack.Of((StackKind)(index / RegionsAStack));
        return (index % RegionsAStack) switch
        {
            0 => new AddressLocation(AddressRegion.StackGuardLow, start, stack.Bottom, stack.Kind),
            1 => new AddressLocation(AddressRegion.Stack, start, stack.Top, stack.Kind),
            _ => new AddressLocation(AddressRegion.StackGuardHigh, start, stack.End, stack.Kind),
        };
    }
}

/// <summary>A region, and where it starts and ends.</summary>
public readonly struct AddressLocation
{
    public readonly AddressRegion Region;

    /// <summary>First byte.</summary>
    public readonly uint Start;

    /// <summary>One past the last byte; 0 stands for 2^32.</summary>
    public readonly uint End;

    /// <summary>Which stack, where the region is a stack or one of its guard pages.</summary>
    public readonly StackKind Stack;

    public AddressLocation(AddressRegion region, uint start, uint end, StackKind stack = default)
    {
        Region = region;
        Start = start;
        End = end;
        Stack = stack;
    }
}
