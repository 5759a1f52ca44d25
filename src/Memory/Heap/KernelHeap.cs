using System.Runtime.CompilerServices;

namespace Osmosis.Memory;

/// <summary>
/// The kernel heap (kmalloc, kfree): constant-time good fit over a window of virtual memory that is mapped as it fills (H2).
/// <code>
/// base                                             mapped end          limit
/// │ pad │ block │ block │ … │ last block │ end mark │ not mapped         │
/// </code>
/// The default value is not usable: <see cref="Create"/> makes one. Not safe against interrupts: interrupt handlers allocate nothing.
/// </summary>
/// <typeparam name="TMachine">How memory is read and written.</typeparam>
/// <typeparam name="TPages">Where pages come from.</typeparam>
public partial struct KernelHeap<TMachine, TPages>
    where TMachine : struct, IMachine
    where TPages : struct, IHeapPages
{
    private TMachine _machine;
    private TPages _pages;
    private uint _base;
    private uint _limit;
    private uint _mappedEnd;
    private FreeLists _free;
    private uint _freeBytes;
    private uint _freeBlocks;
    private uint _live;
    private uint _allocations;
    private uint _frees;
    private uint _failures;
    private uint _refusedFrees;
    private HeapError _lastFailure;

    /// <summary>Why the last allocation that returned null did; None while none has.</summary>
    public readonly HeapError LastFailure => _lastFailure;

    /// <summary>The state and all counters. Looks through the list of the largest free blocks.</summary>
    public readonly HeapStatistics Statistics => new()
    {
        Base = new VirtualAddress(_base),
        Limit = new VirtualAddress(_limit),
        MappedBytes = _mappedEnd - _base,
        FreeBytes = _freeBytes,
        FreeBlocks = _freeBlocks,
        LargestFreeBlock = _free.Largest(_machine),
        LiveAllocations = _live,
        TotalAllocations = _allocations,
        TotalFrees = _frees,
        FailedAllocations = _failures,
        RefusedFrees = _refusedFrees,
    };

    /// <summary>An empty heap, nothing mapped, in the window of <see cref="MemoryLayout.HeapMaxSize"/> bytes from a page boundary (L4).</summary>
    public static KernelHeap<TMachine, TPages> Create(TMachine machine, TPages pages, VirtualAddress start)
    {
        KernelHeap<TMachine, TPages> heap = default;
        heap._machine = machine;
        heap._pages = pages;
        heap._base = start.Value;
        heap._limit = start.Value + MemoryLayout.HeapMaxSize;
        heap._mappedEnd = start.Value;
        return heap;
    }

    /// <summary>
    /// Allocates memory (kmalloc), aligned to 8 bytes, its contents undefined (H1). Null for 0 bytes; null, counted, and explained by
    /// <see cref="LastFailure"/> when it can't be had, with the heap as it was (H3).
    /// </summary>
    public VirtualAddress Allocate(uint bytes)
    {
        if (bytes == 0)
        {
            return VirtualAddress.Null;
        }

        if (bytes > MemoryLayout.HeapMaxSize)
        {
            return Fail(HeapError.TooLarge);
        }

        uint size = BlockHeader.SizeFor(bytes);
        uint block = _free.FindSurely(size);
        if (block == 0)
        {
            HeapError error = FindOrGrow(size, out block);
            if (error != HeapError.None)
            {
                return Fail(error);
            }
        }

        Take(block, size);
        _live++;
        _allocations++;
        return new VirtualAddress(block + BlockHeader.Bytes);
    }

    /// <summary>
    /// Takes back what <see cref="Allocate"/> returned (kfree). Anything else changes nothing: null or a pointer outside the window is
    /// OutsideWindow (H4); AlreadyFree and NotABlock are counted.
    /// </summary>
    public HeapError Free(VirtualAddress pointer)
    {
        if (pointer.Value < _base || pointer.Value >= _limit)
        {
            return HeapError.OutsideWindow;
        }

        uint block = pointer.Value - BlockHeader.Bytes;
        HeapError error = Examine(block);
        if (error != HeapError.None)
        {
            _refusedFrees++;
            return error;
        }

        _live--;
        _frees++;
        uint merged = Release(block);
        GiveBackSpare(merged);
        return HeapError.None;
    }

    private readonly BlockHeader Header(uint block) => new(_machine.Load(new VirtualAddress(block)));

    private readonly void SetHeader(uint block, BlockHeader header) => _machine.Store(new VirtualAddress(block), header.Value);

    private readonly void SetPreviousFree(uint block, bool isPreviousFree) =>
        SetHeader(block, Header(block).WithPreviousFree(isPreviousFree));

    /// <summary>Whether an allocated block starts here.</summary>
    private readonly HeapError Examine(uint block)
    {
        // The first block's payload is 8 bytes above the base; the end mark is the last word that is mapped.
        if (block < _base + BlockHeader.Bytes || block >= _mappedEnd - BlockHeader.Bytes
            || (block + BlockHeader.Bytes) % BlockHeader.Granularity != 0)
        {
            return HeapError.NotABlock;
        }

        BlockHeader header = Header(block);
        if (!header.IsPlausible || header.Size > _mappedEnd - BlockHeader.Bytes - block)
        {
            return HeapError.NotABlock;
        }

        if (header.IsFree)
        {
            return HeapError.AlreadyFree;
        }

        return Header(block + header.Size).IsPreviousFree ? HeapError.NotABlock : HeapError.None;
    }

    /// <summary>Makes a free block of at least <paramref name="size"/> bytes an allocated one, and its surplus a free block.</summary>
    private void Take(uint block, uint size)
    {
        BlockHeader header = Header(block);
        RemoveFree(block, header.Size);
        uint surplus = header.Size - size;
        if (surplus < BlockHeader.SmallestBlock)
        {
            SetHeader(block, new BlockHeader(header.Size, isFree: false, header.IsPreviousFree));
            SetPreviousFree(block + header.Size, false);
            return;
        }

        SetHeader(block, new BlockHeader(size, isFree: false, header.IsPreviousFree));
        InsertFree(block + size, surplus);
    }

    /// <summary>Makes a block free and merges it with free neighbours (H6); returns the block it became part of.</summary>
    private uint Release(uint block)
    {
        BlockHeader header = Header(block);
        uint size = header.Size;
        BlockHeader above = Header(block + size);
        if (above.IsFree)
        {
            RemoveFree(block + size, above.Size);
            size += above.Size;
        }

        if (header.IsPreviousFree)
        {
            // The header stays behind inside the merged block: it must not look allocated, or a second free of this block would be believed.
            SetHeader(block, new BlockHeader(header.Size, isFree: true, isPreviousFree: true));
            uint below = _machine.Load(new VirtualAddress(block - BlockHeader.Bytes));
            block -= below;
            RemoveFree(block, below);
            size += below;
        }

        InsertFree(block, size);
        SetPreviousFree(block + size, true);
        return block;
    }

    /// <summary>Writes header and footer of a free block whose lower neighbour is allocated (as free neighbours are merged) and lists it.</summary>
    private void InsertFree(uint block, uint size)
    {
        SetHeader(block, new BlockHeader(size, isFree: true, isPreviousFree: false));
        _machine.Store(new VirtualAddress(block + size - BlockHeader.Bytes), size);
        _free.Insert(_machine, block, size);
        _freeBytes += size;
        _freeBlocks++;
    }

    private void RemoveFree(uint block, uint size)
    {
        _free.Remove(_machine, block, size);
        _freeBytes -= size;
        _freeBlocks--;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private VirtualAddress Fail(HeapError error)
    {
        _failures++;
        _lastFailure = error;
        return VirtualAddress.Null;
    }
}
