using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Osmosis.Kernel.Console;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;
using Osmosis.Memory.Paging;
using Osmosis.Memory.Spaces;

namespace Osmosis.Kernel.Memory;

/// <summary>
/// What is around the address spaces, on the real machine. Their records lie in the kernel's part, mapped as they are needed:
/// <code>
/// 0xC0000000  a record of 32 bytes for each frame of RAM   32 MiB
/// 0xC2000000  the spaces' directories                       4 MiB
/// 0xC2400000  regions                                       8 MiB
/// 0xC2C00000  spaces                                        4 MiB
/// 0xC3000000  objects                                       4 MiB
/// 0xFF840000  three pages through which a frame is seen
/// </code>
/// </summary>
internal readonly unsafe struct SpaceMemory : ISpaceMachine
{
    private const uint FrameRecords = 0xC000_0000;
    private const uint Directories = 0xC200_0000;
    private const uint RegionRecords = 0xC240_0000;
    private const uint SpaceRecords = 0xC2C0_0000;
    private const uint ObjectRecords = 0xC300_0000;
    private const uint EndOfRecords = 0xC340_0000;
    private const uint FirstWindow = (MemoryLayout.ScratchSlotBase >> MemoryLayout.PageShift) + 64;

    private static uint s_frameEnd;

    public uint FrameEnd => s_frameEnd;

    public uint FreeFrames => KernelMemory.Frames.FreeFrames;

    /// <summary>Maps and clears the frames' records. False when there is too little memory for them.</summary>
    public static bool TryStart()
    {
        s_frameEnd = KernelMemory.EndOfMemory;
        uint end = FrameRecords + (s_frameEnd * (uint)sizeof(FrameRecord));
        for (uint page = FrameRecords; page < end; page += MemoryLayout.PageSize)
        {
            if (!TryMapZeroed(page))
            {
                return false;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte LoadByte(uint address) => default(ProcessorMemory).LoadByte(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Load(uint address) => default(ProcessorMemory).Load(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(uint address, uint value) => default(ProcessorMemory).Store(address, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreByte(uint address, byte value) => default(ProcessorMemory).StoreByte(address, value);

    public void Fill(uint address, uint value, uint words) => default(ProcessorMemory).Fill(address, value, words);

    public void Copy(uint from, uint to, uint words) => default(ProcessorMemory).Copy(from, to, words);

    public uint CountEqual(uint address, uint value, uint words) => default(ProcessorMemory).CountEqual(address, value, words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void InvalidatePage(uint address) => default(ProcessorMemory).InvalidatePage(address);

    public void InvalidateAll() => default(ProcessorMemory).InvalidateAll();

    public FrameError AllocateFrame(out Frame frame) => default(KernelMemory.FrameSource).AllocateFrame(out frame);

    public void FreeFrame(Frame frame) => default(KernelMemory.FrameSource).FreeFrame(frame);

    public bool IsAllocated(Frame frame) => KernelMemory.Frames.IsAllocated(frame);

    // Sound: the records below s_frameEnd were mapped by TryStart, and the core asks for no others: it takes frame numbers from the
    // allocator alone. Nobody else writes to that part of the address space.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref FrameRecord Record(uint frame) => ref ((FrameRecord*)FrameRecords)[frame];

    public uint Show(Window window, Frame frame)
    {
        uint page = FirstWindow + (uint)window;
        RecursiveTables<ProcessorMemory> tables = default;
        tables.WriteEntry(page, new PageTableEntry(frame, PageFlags.Writable));
        tables.InvalidatePage(page);
        return page << MemoryLayout.PageShift;
    }

    public void Hide(Window window)
    {
        RecursiveTables<ProcessorMemory> tables = default;
        tables.WriteEntry(FirstWindow + (uint)window, default);
        tables.InvalidatePage(FirstWindow + (uint)window);
    }

    // Without the kernel's entries and the recursive one: LoadDirectory loads none yet.
    public bool TryMakeDirectory(uint space, out Frame directory, out uint address)
    {
        address = Directories + (space << MemoryLayout.PageShift);
        directory = default;
        if (address >= RegionRecords || !TryMapZeroed(address)
            || KernelMemory.Paging.Resolve(new VirtualAddress(address), out PhysicalAddress physical) != MapError.None)
        {
            return false;
        }

        directory = Frame.Containing(physical);
        return true;
    }

    public void LoadDirectory(Frame directory) => Panic.Stop($"no address space is loaded yet: its directory would be {directory.Address}");

    // No object of the benchmarks has a source.
    public bool TryFill(uint source, uint page, uint address) => false;

    [DoesNotReturn]
    public void Violated(SpaceRule rule, uint space, uint page, uint value) =>
        Panic.Stop($"rule {(uint)rule} of the address spaces is broken: space {space}, page {page}, value {value}");

    // Sound, as for the frames' records: a pool asks for no record that Extend has not mapped.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref Region IRecordStore<Region>.At(uint index) => ref ((Region*)RegionRecords)[index];

    uint IRecordStore<Region>.Extend(uint count) => Extend(RegionRecords, SpaceRecords, count, (uint)sizeof(Region));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref Space IRecordStore<Space>.At(uint index) => ref ((Space*)SpaceRecords)[index];

    uint IRecordStore<Space>.Extend(uint count) => Extend(SpaceRecords, ObjectRecords, count, (uint)sizeof(Space));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref MemoryObject IRecordStore<MemoryObject>.At(uint index) => ref ((MemoryObject*)ObjectRecords)[index];

    uint IRecordStore<MemoryObject>.Extend(uint count) => Extend(ObjectRecords, EndOfRecords, count, (uint)sizeof(MemoryObject));

    /// <summary>Maps the next page of records, and returns how many are wholly mapped then. Record 0 is none.</summary>
    private static uint Extend(uint start, uint end, uint count, uint bytes)
    {
        uint mapped = count == 1 ? start : (start + (count * bytes) + MemoryLayout.PageOffsetMask) & ~MemoryLayout.PageOffsetMask;
        return mapped < end && TryMapZeroed(mapped) ? (mapped + MemoryLayout.PageSize - start) / bytes : count;
    }

    private static bool TryMapZeroed(uint page)
    {
        if (KernelMemory.MapNewFrame(new VirtualAddress(page)) != MapError.None)
        {
            return false;
        }

        default(ProcessorMemory).Fill(page, 0, MemoryLayout.PageSize / sizeof(uint));
        return true;
    }
}
