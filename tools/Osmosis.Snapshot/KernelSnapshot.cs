// The structure at the symbol osmosis_snapshot, with named words. docs/SNAPSHOT.md draws it.
using Osmosis.Kernel.Snapshot;

namespace Osmosis.Snapshot;

/// <summary>
/// The structure as it was at one moment. Words that point to others are followed: the targets lie among the kernel's
/// variables, which were read with it.
/// </summary>
public sealed class KernelSnapshot
{
    public const string Symbol = "osmosis_snapshot";
    public const uint PageSize = 4096;
    public const uint WatchOffset = 20;
    public const uint LimitOffset = 24;

    // What a kernel claims beyond these is damage. They are far above what any kernel has.
    private const uint LargestVariables = 64 << 20;
    private const uint LargestHeap = 16 << 20;

    private const int Bytes = 240;
    private const uint Version = 2;
    private readonly uint _address;

    private KernelSnapshot(MemoryPicture memory, uint address)
    {
        Memory = memory;
        _address = address;
    }

    // Guest memory may hold anything. What bounds a loop or an array of a reader is looked at once, here.
    private void Check()
    {
        if (Stage >= BootStage.Heap && (HeapLimit < HeapBase || HeapLimit - HeapBase is < PageSize or > LargestHeap))
        {
            throw new SnapshotException(
                $"the kernel's snapshot structure is damaged: the heap's window goes from "
                    + $"v0x{HeapBase:x8} to v0x{HeapLimit:x8}");
        }
    }

    public MemoryPicture Memory { get; }

    public BootStage Stage => (BootStage)Word(16);

    public uint Watch => Word(WatchOffset);

    public uint Limit => Word(LimitOffset);

    /// <summary>Number of the last event.</summary>
    public uint Events => Word(28);

    public uint Ring => Word(32);

    public uint RingRecords => Word(36);

    public uint RecordBytes => Word(40);

    /// <summary>Whether frames, mappings or the heap were half changed.</summary>
    public bool IsBusy => Stage >= BootStage.Entry && At(44) != 0;

    public uint KernelStart => Word(48);

    public uint CodeEnd => Word(52);

    public uint ConstantsEnd => Word(56);

    public uint KernelEnd => Word(60);

    public uint Directory => Word(64);

    /// <summary>Virtual.</summary>
    public uint StackBottom => Word(100);

    public uint StackTop => Word(104);

    public uint Regions => Word(108);

    public uint RegionCount => Word(112);

    public uint Reserved => Word(116);

    public uint ReservedCount => Word(120);

    /// <summary>Address of a word for each 32 frames: a bit is set when the frame is free.</summary>
    public uint FreeFrameBits => Word(124);

    /// <summary>
    /// Address of a word for each 32 frames: a bit is set when the frame is managed, so free or allocated.
    /// </summary>
    public uint ManagedFrameBits => Word(128);

    public uint FreeFrames => At(132);

    public uint ManagedFrames => At(136);

    public uint TotalFrames => At(140);

    public uint ReservedFrames => TotalFrames - ManagedFrames;

    public uint AllocatedFrames => ManagedFrames - FreeFrames;

    public uint RefusedFrameFrees => At(144);

    public uint IdentityEnd => Word(148);

    public uint TableEntries => Word(152);

    public uint PageTables => At(156);

    public bool IsHeapChecked => Word(160) != 0;

    public uint HeapBase => IdentityEnd;

    public uint HeapLimit => HeapBase + Word(164);

    public uint HeapTop => At(168);

    public uint HeapEnd => At(172);

    /// <summary>One past the last byte of the heap's window that is mapped.</summary>
    public uint HeapMappedEnd => HeapEnd == HeapBase + 4 ? HeapBase : HeapEnd + 4;

    public uint HeapSalt => At(176);

    public uint Allocations => At(180);

    public uint Frees => At(184);

    public uint LiveAllocations => Allocations - Frees - At(188);

    public uint QuarantinedBlocks => At(192);

    public uint FailedAllocations => At(196);

    public uint RefusedFrees => At(200);

    /// <summary>The kernel has stopped for good.</summary>
    public bool HasPanicked => Word(228) != 0;

    /// <summary>The address space whose directory CR3 holds; 0 for the kernel's own.</summary>
    public uint LoadedSpace => At(232);

    /// <summary>The virtual address of the first frame's record; 0 while frames have none.</summary>
    public uint FrameRecords => Word(236);

    public FaultEssentials Fault => new(Word(204), Word(208), Word(212), Word(216), Word(220), Word(224));

    /// <summary>Reads the structure, and all of the kernel's variables at one moment.</summary>
    /// <param name="reader">Reads physical memory.</param>
    /// <param name="address">Of the symbol, from the kernel's image.</param>
    /// <exception cref="SnapshotException">There is no such structure at that address.</exception>
    public static async Task<KernelSnapshot> ReadAsync(PhysicalReader reader, uint address,
        CancellationToken cancel = default)
    {
        byte[] first = await reader(address, Bytes, cancel);
        if (!first.AsSpan().StartsWith("OSMOSIS\0"u8))
        {
            throw new SnapshotException(
                $"there is no snapshot structure at p0x{address:x8}: another kernel runs, or none yet");
        }

        uint version = BitConverter.ToUInt32(first, 8);
        if (version != Version || BitConverter.ToUInt32(first, 12) < Bytes)
        {
            throw new SnapshotException(
                $"the kernel's snapshot structure has version {version}; this command reads version {Version}");
        }

        (uint start, uint end) = (BitConverter.ToUInt32(first, 56), BitConverter.ToUInt32(first, 60));
        if (start > address || end < address + Bytes || end - start > LargestVariables)
        {
            throw new SnapshotException(
                $"the kernel's snapshot structure at p0x{address:x8} is damaged: the variables around it go from "
                    + $"p0x{start:x8} to p0x{end:x8}");
        }

        MemoryPicture memory = new(reader);
        await memory.AddAsync(start, (int)(end - start), cancel);
        KernelSnapshot snapshot = new(memory, address);
        snapshot.Check();
        return snapshot;
    }

    private uint Word(uint offset) => Memory.Word(_address + offset);

    private uint At(uint offset) => Memory.Word(Word(offset));
}

/// <param name="Count">Faults since boot; the rest describes the last one.</param>
/// <param name="Vector">14 is a page fault.</param>
/// <param name="ErrorCode">The processor's.</param>
/// <param name="Address">CR2.</param>
/// <param name="Eip">The instruction.</param>
/// <param name="Esp">The stack.</param>
public sealed record FaultEssentials(uint Count, uint Vector, uint ErrorCode, uint Address, uint Eip, uint Esp);
