using System.Runtime.CompilerServices;

namespace Osmosis.Memory;

/// <summary>
/// The kernel heap (kmalloc, kfree): constant-time good fit over a window of virtual memory that is mapped as it fills (H2).
/// <code>
/// base                                                 mapped end          limit
/// │ pad │ block │ block │ … │ last block │ end header │ not mapped         │
/// </code>
/// The default value is not usable: <see cref="Create"/> makes one. Not safe against interrupts: interrupt handlers allocate nothing.
/// A code address, where one is asked for, says who is calling: checked blocks remember it.
/// </summary>
/// <typeparam name="TMachine">How memory is read and written.</typeparam>
/// <typeparam name="TPages">Where pages come from.</typeparam>
/// <typeparam name="TFormat"><see cref="PlainBlocks"/> or <see cref="CheckedBlocks"/>.</typeparam>
public partial struct KernelHeap<TMachine, TPages, TFormat>
    where TMachine : struct, IMachine
    where TPages : struct, IHeapPages
    where TFormat : struct, IBlockFormat
{
    private TMachine _machine;
    private TPages _pages;
    private uint _base;
    private uint _limit;
    private uint _mappedEnd;
    private uint _secret;
    private uint _mark;
    private FreeLists<TMachine, TFormat> _free;
    private uint _freeBytes;
    private uint _freeBlocks;
    private uint _live;
    private uint _setAside;
    private uint _allocations;
    private uint _frees;
    private uint _failures;
    private uint _refusedFrees;
    private HeapError _lastFailure;
    private FreeHistory _history;
    private DamageLog _damage;

    /// <summary>Bytes of the window that are mapped.</summary>
    public readonly uint MappedBytes => _mappedEnd - _base;

    /// <summary>Why the last allocation that returned null did; None while none has.</summary>
    public readonly HeapError LastFailure => _lastFailure;

    /// <summary>The state and all counters. Looks through the list of the largest free blocks.</summary>
    public readonly HeapStatistics Statistics => new()
    {
        Base = new VirtualAddress(_base),
        Limit = new VirtualAddress(_limit),
        MappedBytes = MappedBytes,
        FreeBytes = _freeBytes,
        FreeBlocks = _freeBlocks,
        LargestFreeBlock = LargestFree(),
        LiveAllocations = _live,
        TotalAllocations = _allocations,
        TotalFrees = _frees,
        FailedAllocations = _failures,
        RefusedFrees = _refusedFrees,
        BlocksSetAside = _setAside,
        DamageReports = _damage.Total,
    };

    /// <summary>
    /// An empty heap, nothing mapped, in the window of <see cref="MemoryLayout.HeapMaxSize"/> bytes from a page boundary (L4).
    /// </summary>
    /// <param name="secret">Any number that a stray write is unlikely to know.</param>
    public static KernelHeap<TMachine, TPages, TFormat> Create(TMachine machine, TPages pages, VirtualAddress start, uint secret)
    {
        KernelHeap<TMachine, TPages, TFormat> heap = default;
        heap._machine = machine;
        heap._pages = pages;
        heap._base = start.Value;
        heap._limit = start.Value + MemoryLayout.HeapMaxSize;
        heap._mappedEnd = start.Value;

        // No byte of an end mark is 0: the most common overrun is a text's final 0.
        heap._secret = secret | 0x0101_0101;
        return heap;
    }

    /// <summary>
    /// Allocates memory (kmalloc), aligned to 8 bytes, its contents undefined (H1). Null for 0 bytes; null, counted, and explained by
    /// <see cref="LastFailure"/> when it can't be had, with the heap as it was (H3).
    /// </summary>
    public VirtualAddress Allocate(uint bytes, uint caller = 0)
    {
        if (bytes == 0)
        {
            return VirtualAddress.Null;
        }

        if (bytes > MemoryLayout.HeapMaxSize)
        {
            return Fail(HeapError.TooLarge);
        }

        uint size = SizeFor(bytes);
        HeapError error = FindBlock(size, size, caller, out uint block);
        if (error != HeapError.None)
        {
            return Fail(error);
        }

        Carve(block, 0, size);
        return Hand(block, bytes, caller);
    }

    /// <summary>
    /// Takes back what an allocation returned (kfree). Anything else is refused: null or a pointer outside the window is OutsideWindow (H4);
    /// AlreadyFree, NotABlock and Damaged are counted and described by <see cref="TryTakeDamage"/> (H5).
    /// </summary>
    public HeapError Free(VirtualAddress pointer, uint caller = 0)
    {
        if (pointer.Value < _base || pointer.Value >= _limit)
        {
            return HeapError.OutsideWindow;
        }

        HeapError error = Examine(pointer, caller);
        if (error != HeapError.None)
        {
            _refusedFrees++;
            return error;
        }

        uint block = pointer.Value - TFormat.HeaderBytes;
        if (TFormat.IsChecked)
        {
            MarkFreed(block, caller);
        }

        _live--;
        _frees++;
        GiveBackSpare(Release(block), caller);
        return HeapError.None;
    }

    /// <summary>The oldest damage that was found and not yet asked for. Whoever calls the heap prints it: damage is never silent.</summary>
    public bool TryTakeDamage(out HeapDamage damage) => _damage.TryTake(out damage);

    /// <summary>Size of the smallest block whose payload holds so many bytes, which must be at most the window's size.</summary>
    private static uint SizeFor(uint bytes)
    {
        uint size = (bytes + TFormat.HeaderBytes + TFormat.TrailerBytes + (BlockHeader.Granularity - 1)) & ~(BlockHeader.Granularity - 1);
        return size < SmallestBlock ? SmallestBlock : size;
    }

    /// <summary>
    /// Finds or makes a free block of at least <paramref name="size"/> bytes, of which the first <paramref name="used"/> will be. In a
    /// checked heap a block that was written to while it was free is reported and set aside, and another is looked for.
    /// </summary>
    private HeapError FindBlock(uint size, uint used, uint caller, out uint block)
    {
        do
        {
            block = _free.FindSurely(size);
            if (block == 0)
            {
                HeapError error = FindOrGrow(size, caller, out block);
                if (error != HeapError.None)
                {
                    return error;
                }
            }
        }
        while (TFormat.IsChecked && !CheckFree(block, used, caller));

        return HeapError.None;
    }

    /// <summary>The way to a block when no list surely has one: one of the same class that happens to fit, or growth.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private HeapError FindOrGrow(uint size, uint caller, out uint block)
    {
        // Links can be damaged so that the list runs in a circle: no list is longer than there are free blocks.
        block = _free.Head(SizeClass.Of(size));
        for (uint left = _freeBlocks; block != 0 && Header(block).Size < size; left--)
        {
            block = left == 0 ? 0 : NextFree(block);
        }

        return block != 0 ? HeapError.None : EnsureTopBlock(size, caller, out block);
    }

    private readonly uint LargestFree()
    {
        uint largest = 0;
        uint block = _free.HighestHead();
        for (uint left = _freeBlocks; block != 0 && left != 0; left--, block = NextFree(block))
        {
            uint size = Header(block).Size;
            if (size > largest)
            {
                largest = size;
            }
        }

        return largest;
    }

    /// <summary>Gives a block that was carved out to the caller.</summary>
    private VirtualAddress Hand(uint block, uint bytes, uint caller)
    {
        if (TFormat.IsChecked)
        {
            MarkAllocated(block, bytes, caller);
        }

        _live++;
        _allocations++;
        return new VirtualAddress(block + TFormat.HeaderBytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private VirtualAddress Fail(HeapError error)
    {
        _failures++;
        _lastFailure = error;
        return VirtualAddress.Null;
    }
}
