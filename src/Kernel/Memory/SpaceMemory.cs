using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Devices;
using Osmosis.Kernel.Programs;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;
using Osmosis.Memory.Paging;
using Osmosis.Memory.Spaces;
using Osmosis.Metal;
using Osmosis.Programs;
using Osmosis.Programs.Devices;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Proc;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Kernel.Memory;

/// <summary>
/// What is around programs and their address spaces, on the real machine. <see cref="RecordMap"/> says where their
/// records lie.
/// </summary>
internal readonly unsafe struct SpaceMemory : IProgramMachine
{
    private const uint FirstWindow = MemoryLayout.FrameWindows >> MemoryLayout.PageShift;

    private static uint s_frameEnd;

    private static ref AddressSpaces<SpaceMemory> Spaces => ref KernelPrograms.Core.Spaces;

    /// <summary>Page tables that the records need on this machine: they are made at boot.</summary>
    public static uint RecordTables =>
        ((RecordMap.Frames - MemoryLayout.Records) + FrameRecordBytes + MemoryLayout.TableSpan - 1)
        / MemoryLayout.TableSpan;

    /// <summary>Bytes of the frames' records, of which there is one for each frame up to the last of memory.</summary>
    private static uint FrameRecordBytes => KernelMemory.EndOfMemory * (uint)sizeof(FrameRecord);

    public uint FrameEnd => s_frameEnd;

    public uint FreeFrames => KernelMemory.Frames.FreeFrames;

    public Frame KernelDirectory => KernelMemory.Directory;

    /// <summary>Whether an address lies among the records, which nobody else may map or unmap.</summary>
    public static bool Contains(VirtualAddress address) =>
        address.Value - MemoryLayout.Records < MemoryLayout.RecordsEnd - MemoryLayout.Records;

    /// <summary>
    /// Maps and clears the frames' records. False, and none is mapped, when there are too few frames for them.
    /// </summary>
    public static bool TryStart()
    {
        uint end = RecordMap.Frames + FrameRecordBytes;
        for (uint page = RecordMap.Frames; page < end; page += MemoryLayout.PageSize)
        {
            if (!RecordArea.TryMapZeroed(page))
            {
                while (page != RecordMap.Frames)
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

    // Sound: the core names mapped bytes alone, and no span lies in a window.
    public void LoadBytes(uint address, Span<byte> bytes) =>
        new ReadOnlySpan<byte>((void*)address, bytes.Length).CopyTo(bytes);

    public void StoreBytes(uint address, ReadOnlySpan<byte> bytes) =>
        bytes.CopyTo(new Span<byte>((void*)address, bytes.Length));

    public void MoveBytes(uint from, uint to, uint count) =>
        new ReadOnlySpan<byte>((void*)from, (int)count).CopyTo(new Span<byte>((void*)to, (int)count));

    public void Fill(uint address, uint value, uint words) => default(ProcessorMemory).Fill(address, value, words);

    public void Copy(uint from, uint to, uint words) => default(ProcessorMemory).Copy(from, to, words);

    public uint CountEqual(uint address, uint value, uint words) =>
        default(ProcessorMemory).CountEqual(address, value, words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void InvalidatePage(uint address) => default(ProcessorMemory).InvalidatePage(address);

    public void InvalidateAll() => default(ProcessorMemory).InvalidateAll();

    public FrameError AllocateFrame(out Frame frame) => default(KernelMemory.FrameSource).AllocateFrame(out frame);

    public void FreeFrame(Frame frame) => default(KernelMemory.FrameSource).FreeFrame(frame);

    public bool IsAllocated(Frame frame) => KernelMemory.Frames.IsAllocated(frame);

    // Sound: the records below s_frameEnd were mapped by TryStart, and the core asks for no others: it takes frame
    // numbers from the allocator alone. Nobody else writes to that part of the address space.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref FrameRecord Record(uint frame) => ref ((FrameRecord*)RecordMap.Frames)[frame];

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

    // The tables that stay are the kernel's part. What somebody maps elsewhere is in the kernel's own address space
    // alone. The kernel's directory is part of the image, and so seen at its physical address in every space.
    public bool TryMakeDirectory(uint space, out Frame directory, out uint address)
    {
        address = RecordMap.Directories + (space << MemoryLayout.PageShift);
        directory = default;
        if (address >= RecordMap.DirectoriesEnd || !RecordArea.TryMapZeroed(address)
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

        Store(address + (MemoryLayout.RecursiveSlot * sizeof(uint)),
            new PageTableEntry(directory, PageFlags.Writable).Value);
        return true;
    }

    public void LoadDirectory(Frame directory) => Processor.WriteCr3(directory.Address.Value);

    // The only source is the first boot module; a source's number is one more than the offset of its first byte there.
    public bool TryFill(uint source, uint page, uint address)
    {
        uint at = source - 1 + (page << MemoryLayout.PageShift);
        uint count = Math.Min(MemoryLayout.PageSize, KernelMemory.Boot.FirstModule.Bytes - at);
        BootArchive.Read(at, new Span<byte>((void*)address, (int)count));
        return true;
    }

    public ulong Microseconds => Timer.Ticks * (1_000_000 / Timer.Hertz);

    public ulong BootTime => KernelPrograms.BootTime;

    public void WriteTerminal(ReadOnlySpan<byte> bytes) => StandardPipes.WriteTerminal(bytes);

    public void FillRandom(Span<byte> bytes) => RandomNumber.Fill(bytes);

    public bool TryCreateObject(out uint index) => Spaces.Objects.Create(0, 0, out index) == SpaceError.None;

    public void ReleaseObject(uint index) => Spaces.ReleaseObject(index);

    public ulong ObjectLength(uint index) => Spaces.Objects[index].Length;

    public uint ReadObject(uint index, ulong at, Span<byte> bytes) => Spaces.ReadObject(index, at, bytes);

    public uint WriteObject(uint index, ulong at, ReadOnlySpan<byte> bytes) => Spaces.WriteObject(index, at, bytes);

    // Programs keep a sixteenth of memory: a full file system ends nobody.
    private static uint FramesOfPrograms => s_frameEnd / 16;

    public uint WriteFile(uint index, ulong at, ReadOnlySpan<byte> bytes) =>
        Spaces.WriteObject(index, at, bytes, FramesOfPrograms);

    public uint FramesForFiles => Math.Max(Spaces.Available, FramesOfPrograms) - FramesOfPrograms;

    public void SetObjectLength(uint index, ulong length) => Spaces.SetLength(index, length);

    public void ShowArchive(uint index, ulong at, uint bytes) => Spaces.Objects.ShowSource(index, (uint)at + 1, bytes);

    public Errno Generate(Handle node) => KernelPrograms.Core.Generate(node);

    public Errno FindTarget(Handle link, out Handle target) => KernelPrograms.Core.FindTarget(link, out target);

    public void Refresh(Handle folder) => KernelPrograms.Core.Refresh(folder);

    public void PipeChanged(Handle pipe) => KernelPrograms.Core.Processes.Wake(WaitChannel.Node(pipe));

    public Errno OpenDevice(uint device) => KernelPrograms.Core.OpenDevice(device);

    public Outcome ReadDevice(uint device, Span<byte> bytes, bool mayWait) =>
        KernelPrograms.Core.ReadDevice(device, bytes, mayWait);

    public Outcome WriteDevice(uint device, ReadOnlySpan<byte> bytes, bool mayWait) =>
        KernelPrograms.Core.WriteDevice(device, bytes, mayWait);

    public bool HasPositions(uint device) => !CharacterDevices.IsTerminal(device);

    public PollEvents PollDevice(uint device) => KernelPrograms.Core.PollDevice(device);

    [DoesNotReturn]
    public void Stale(Handle handle, uint generation) =>
        Panic.Stop($"a handle outlived its record: {handle.Index} of generation {handle.Generation}"
            + $", but {generation} is there");

    [DoesNotReturn]
    public void Violated(SpaceRule rule, uint space, uint page, uint value) =>
        Panic.Stop($"rule {(uint)rule} of the address spaces is broken: space {space}, page {page}, value {value}");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref Region IRecordStore<Region>.At(uint index) => ref RecordMap.Regions.At(index);

    uint IRecordStore<Region>.Extend(uint count) => RecordMap.Regions.Extend(count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref Thread IRecordStore<Thread>.At(uint index) => ref RecordMap.Threads.At(index);

    uint IRecordStore<Thread>.Extend(uint count) => RecordMap.Threads.Extend(count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref Process IRecordStore<Process>.At(uint index) => ref RecordMap.Processes.At(index);

    uint IRecordStore<Process>.Extend(uint count) => RecordMap.Processes.Extend(count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref Space IRecordStore<Space>.At(uint index) => ref RecordMap.Spaces.At(index);

    uint IRecordStore<Space>.Extend(uint count) => RecordMap.Spaces.Extend(count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref MemoryObject IRecordStore<MemoryObject>.At(uint index) => ref RecordMap.Objects.At(index);

    uint IRecordStore<MemoryObject>.Extend(uint count) => RecordMap.Objects.Extend(count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref Node IRecordStore<Node>.At(uint index) => ref RecordMap.Nodes.At(index);

    uint IRecordStore<Node>.Extend(uint count) => RecordMap.Nodes.Extend(count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref FolderEntry IRecordStore<FolderEntry>.At(uint index) => ref RecordMap.Entries.At(index);

    uint IRecordStore<FolderEntry>.Extend(uint count) => RecordMap.Entries.Extend(count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref NamePiece IRecordStore<NamePiece>.At(uint index) => ref RecordMap.Pieces.At(index);

    uint IRecordStore<NamePiece>.Extend(uint count) => RecordMap.Pieces.Extend(count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref OpenFile IRecordStore<OpenFile>.At(uint index) => ref RecordMap.OpenFiles.At(index);

    uint IRecordStore<OpenFile>.Extend(uint count) => RecordMap.OpenFiles.Extend(count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref DescriptorBlock IRecordStore<DescriptorBlock>.At(uint index) => ref RecordMap.DescriptorBlocks.At(index);

    uint IRecordStore<DescriptorBlock>.Extend(uint count) => RecordMap.DescriptorBlocks.Extend(count);
}
