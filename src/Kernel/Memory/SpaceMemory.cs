using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Osmosis.Kernel.Console;
using Osmosis.Boot;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Devices;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;
using Osmosis.Memory.Paging;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Processes;

namespace Osmosis.Kernel.Memory;

/// <summary>
/// What is around the address spaces, on the real machine. Their records lie in the kernel's part. Its tables are there from boot; pages
/// are mapped as they are needed:
/// <code>
/// 0xF8000000  directories of spaces, a page each                      4 MiB
/// 0xF8400000  regions                                                 4 MiB
/// 0xF8800000  threads                                                 2 MiB
/// 0xF8A00000  processes                                               2 MiB
/// 0xF8C00000  spaces                                                  1 MiB
/// 0xF8D00000  objects                                                 3 MiB
/// 0xF9000000  a record of 32 bytes for each frame of RAM    up to    32 MiB
/// 0xFF840000  three pages through which a frame is seen
/// </code>
/// </summary>
internal readonly unsafe struct SpaceMemory : IProgramMachine
{
    private const uint Directories = MemoryLayout.Records;
    private const uint RegionRecords = Directories + (4u << 20);
    private const uint ThreadRecords = RegionRecords + (4u << 20);
    private const uint ProcessRecords = ThreadRecords + (2u << 20);
    private const uint SpaceRecords = ProcessRecords + (2u << 20);
    private const uint ObjectRecords = SpaceRecords + (1u << 20);
    private const uint FrameRecords = ObjectRecords + (3u << 20);
    private const uint FirstWindow = MemoryLayout.FrameWindows >> MemoryLayout.PageShift;

    /// <summary>The source of an object that shows the first boot module.</summary>
    public const uint ModuleSource = 1;

    private static uint s_frameEnd;

    /// <summary>Page tables that the records need on this machine: they are made at boot.</summary>
    public static uint RecordTables =>
        ((FrameRecords - MemoryLayout.Records) + FrameRecordBytes + MemoryLayout.TableSpan - 1) / MemoryLayout.TableSpan;

    /// <summary>Bytes of the frames' records, of which there is one for each frame up to the last of memory.</summary>
    private static uint FrameRecordBytes => KernelMemory.EndOfMemory * (uint)sizeof(FrameRecord);

    public uint FrameEnd => s_frameEnd;

    public uint FreeFrames => KernelMemory.Frames.FreeFrames;

    public Frame KernelDirectory => KernelMemory.Directory;

    /// <summary>Whether an address lies among the records, which nobody else may map or unmap.</summary>
    public static bool Contains(VirtualAddress address) => address.Value - MemoryLayout.Records < MemoryLayout.RecordsEnd - MemoryLayout.Records;

    /// <summary>Maps and clears the frames' records. False, and none is mapped, when there are too few frames for them.</summary>
    public static bool TryStart()
    {
        uint end = FrameRecords + FrameRecordBytes;
        for (uint page = FrameRecords; page < end; page += MemoryLayout.PageSize)
        {
            if (!TryMapZeroed(page))
            {
                while (page != FrameRecords)
                {
                    page -= MemoryLayout.PageSize;
                    KernelMemory.UnmapAndFreeFrame(new VirtualAddress(page));
                }

                return false;
            }
        }

        s_frameEnd = KernelMemory.EndOfMemory;
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
        KernelMemory.TableCounts.EntriesOf(MemoryLayout.ScratchSlot) += tables.ReadEntry(page).IsPresent ? 0u : 1;
        tables.WriteEntry(page, new PageTableEntry(frame, PageFlags.Writable));
        tables.InvalidatePage(page);
        return page << MemoryLayout.PageShift;
    }

    public void Hide(Window window)
    {
        uint page = FirstWindow + (uint)window;
        RecursiveTables<ProcessorMemory> tables = default;
        KernelMemory.TableCounts.EntriesOf(MemoryLayout.ScratchSlot) -= tables.ReadEntry(page).IsPresent ? 1u : 0;
        tables.WriteEntry(page, default);
        tables.InvalidatePage(page);
    }

    // The tables that stay are the kernel's part. What somebody maps elsewhere is in the kernel's own address space alone. The
    // kernel's directory is part of the image, and so seen at its physical address in every space.
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
        for (uint entry = 0; entry < MemoryLayout.RecursiveSlot; entry++)
        {
            if (KernelMemory.TableCounts.IsKept(entry))
            {
                Store(address + (entry * sizeof(uint)), Load(KernelDirectory.Address.Value + (entry * sizeof(uint))));
            }
        }

        Store(address + (MemoryLayout.RecursiveSlot * sizeof(uint)), new PageTableEntry(directory, PageFlags.Writable).Value);
        return true;
    }

    public void LoadDirectory(Frame directory) => Processor.WriteCr3(directory.Address.Value);

    // The only source is the first boot module, whose frames nobody else has. It need not start at a page's start.
    public bool TryFill(uint source, uint page, uint address)
    {
        BootModule module = KernelMemory.Boot.FirstModule;
        uint offset = page << MemoryLayout.PageShift;
        uint count = Math.Min(MemoryLayout.PageSize, module.Bytes - offset);
        for (uint i = 0; i < MemoryLayout.PageSize; i++)
        {
            PhysicalAddress from = new(module.Start.Value + offset + i);
            if (i < count && (i == 0 || (from.Value & MemoryLayout.PageOffsetMask) == 0))
            {
                Show(Window.Source, Frame.Containing(from));
            }

            uint seen = ((FirstWindow + (uint)Window.Source) << MemoryLayout.PageShift) + (from.Value & MemoryLayout.PageOffsetMask);
            StoreByte(address + i, i < count ? LoadByte(seen) : (byte)0);
        }

        Hide(Window.Source);
        return true;
    }

    public ulong Microseconds => Timer.Ticks * (1_000_000 / Timer.Hertz);

    public void WriteTerminal(ReadOnlySpan<byte> bytes) => Terminal.Write(bytes);

    public void FillRandom(Span<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(RandomNumber.Draw() >> 13);
        }
    }

    [DoesNotReturn]
    public void Violated(SpaceRule rule, uint space, uint page, uint value) =>
        Panic.Stop($"rule {(uint)rule} of the address spaces is broken: space {space}, page {page}, value {value}");

    // Sound, as for the frames' records: a pool asks for no record that Extend has not mapped.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref Region IRecordStore<Region>.At(uint index) => ref ((Region*)RegionRecords)[index];

    uint IRecordStore<Region>.Extend(uint count) => Extend(RegionRecords, ThreadRecords, count, (uint)sizeof(Region));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref Thread IRecordStore<Thread>.At(uint index) => ref ((Thread*)ThreadRecords)[index];

    uint IRecordStore<Thread>.Extend(uint count) => Extend(ThreadRecords, ProcessRecords, count, (uint)sizeof(Thread));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref Process IRecordStore<Process>.At(uint index) => ref ((Process*)ProcessRecords)[index];

    uint IRecordStore<Process>.Extend(uint count) => Extend(ProcessRecords, SpaceRecords, count, (uint)sizeof(Process));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref Space IRecordStore<Space>.At(uint index) => ref ((Space*)SpaceRecords)[index];

    uint IRecordStore<Space>.Extend(uint count) => Extend(SpaceRecords, ObjectRecords, count, (uint)sizeof(Space));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref MemoryObject IRecordStore<MemoryObject>.At(uint index) => ref ((MemoryObject*)ObjectRecords)[index];

    uint IRecordStore<MemoryObject>.Extend(uint count) => Extend(ObjectRecords, FrameRecords, count, (uint)sizeof(MemoryObject));

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
