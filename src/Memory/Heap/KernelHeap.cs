using System.Runtime.CompilerServices;

namespace Osmosis.Memory;

/// <summary>
/// The kernel heap (kmalloc, kfree): constant-time best fit over a window of virtual memory that is mapped as it fills (H2).
/// <code>
/// base                                     top              end                  limit
/// │ pad │ block │ block │ … │ live block │ top block (free) │ end header │ not mapped │
/// </code>
/// The last block, when it is free, is the top: it is kept out of the free lists and used when no list has a block, so that small
/// blocks pack closely below it and most of the work of a heap that isn't fragmented is moving the top.
/// The default value is not usable: <see cref="Initialise"/> makes it so. Not safe against interrupts: interrupt handlers allocate nothing.
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
    /// <summary>Requests up to this many bytes need a block of a size that has a list of its own.</summary>
    private const uint LargestUsualRequest = SizeClass.ExactEnd - 64;

    private TMachine _machine;
    private TPages _pages;
    private uint _first;
    private uint _top;
    private uint _topSize;
    private uint _end;
    private uint _secret;
    private uint _mark;
    private uint _allocations;
    private uint _frees;
    private uint _lost;
    private uint _setAside;
    private uint _failures;
    private uint _refusedFrees;
    private HeapError _lastFailure;
    private uint _rows;
    private Columns _columns;
    private Heads _heads;
    private FreeHistory _history;
    private DamageLog _damage;

    /// <summary>Bytes of the window that are mapped.</summary>
    public readonly uint MappedBytes => MappedEnd - Base;

    /// <summary>Why the last allocation that returned null did; None while none has.</summary>
    public readonly HeapError LastFailure => _lastFailure;

    /// <summary>First byte of the window.</summary>
    private readonly uint Base => _first - BlockHeader.Bytes;

    /// <summary>One past the last byte of the window.</summary>
    private readonly uint Limit => Base + MemoryLayout.HeapMaxSize;

    /// <summary>Blocks that are allocated: those that were damaged and taken out of use don't count.</summary>
    private readonly uint Live => _allocations - _frees - _lost;

    /// <summary>
    /// Makes the default value an empty heap, nothing mapped, in the window of <see cref="MemoryLayout.HeapMaxSize"/> bytes from a page
    /// boundary (L4). It stays where it is: it is too large to be copied.
    /// </summary>
    /// <param name="secret">Any number that a stray write is unlikely to know.</param>
    public void Initialise(TMachine machine, TPages pages, VirtualAddress start, uint secret)
    {
        _machine = machine;
        _pages = pages;
        _first = start.Value + BlockHeader.Bytes;

        // No byte of an end mark is 0: the most common overrun is a text's final 0.
        _secret = secret | 0x0101_0101;
    }

    /// <summary>
    /// Allocates memory (kmalloc), aligned to 8 bytes, its contents undefined (H1). Null for 0 bytes; null, counted, and explained by
    /// <see cref="LastFailure"/> when it can't be had, with the heap as it was (H3).
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public VirtualAddress Allocate(uint bytes, uint caller = 0)
    {
        // Where no list has a block, the top is all there is: the usual case of a heap that isn't fragmented.
        if (bytes - LeastUsualRequest >= LargestUsualRequest || _rows != 0)
        {
            return AllocateListed(bytes, caller);
        }

        return AllocateFromTop(bytes, UsualSize(bytes), caller);
    }

    /// <summary>
    /// Takes back what an allocation returned (kfree). Anything else is refused: null or a pointer outside the window is OutsideWindow (H4);
    /// AlreadyFree, NotABlock and Damaged are counted and described by <see cref="TryTakeDamage"/> (H5).
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public HeapError Free(VirtualAddress pointer, uint caller = 0)
    {
        uint block = pointer.Value - TFormat.HeaderBytes;
        if (TFormat.IsChecked || block < _first || block >= _end || pointer.Value % BlockHeader.Granularity != 0 || block + Word(block) != _top)
        {
            return FreeListed(pointer, caller);
        }

        // The bits of the header are clear, as a block starts at the sum: the block is allocated, and the one below it is not free.
        _frees++;
        InsertTop(block, Word(block) + _topSize);
        if (_topSize >= SpareLimit)
        {
            GiveBackSpare(caller);
        }

        return HeapError.None;
    }

    /// <summary>The oldest damage that was found and not yet asked for. Whoever calls the heap prints it: damage is never silent.</summary>
    public bool TryTakeDamage(out HeapDamage damage) => _damage.TryTake(out damage);

    /// <summary>Bytes that need a block larger than the smallest.</summary>
    private static uint LeastUsualRequest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => SmallestBlock - TFormat.HeaderBytes - TFormat.TrailerBytes - (BlockHeader.Granularity - 1);
    }

    /// <summary>The block for a request that is neither so small nor so large that it needs a closer look.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint UsualSize(uint bytes) =>
        (bytes + TFormat.HeaderBytes + TFormat.TrailerBytes + (BlockHeader.Granularity - 1)) & BlockHeader.SizeMask;

    /// <summary>Allocates when no list has a block that is large enough.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private VirtualAddress AllocateFromTop(uint bytes, uint size, uint caller)
    {
        uint block = _top;
        uint rest = _topSize - size;
        if ((int)rest < (int)SmallestBlock || (TFormat.IsChecked && !CheckFree(block, size, caller)))
        {
            return AllocateUnusual(bytes, caller);
        }

        ClearOrigin(block + size);
        SetWord(block, size);
        InsertTop(block + size, rest);
        return Hand(block, bytes, caller);
    }

    /// <summary>Allocates when a list may have a block.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private VirtualAddress AllocateListed(uint bytes, uint caller)
    {
        if (bytes - LeastUsualRequest >= LargestUsualRequest)
        {
            return AllocateUnusual(bytes, caller);
        }

        uint size = UsualSize(bytes);
        uint list = size / BlockHeader.Granularity;
        if (!TryFindList(ref list))
        {
            return AllocateFromTop(bytes, size, caller);
        }

        uint block = Head(list);
        if (TFormat.IsChecked && !CheckFree(block, size, caller))
        {
            return AllocateUnusual(bytes, caller);
        }

        RemoveFirst(list, block);
        ClearLinks(block);
        SetWord(block, Cut(block, Word(block) & BlockHeader.SizeMask, size));
        return Hand(block, bytes, caller);
    }

    /// <summary>Frees what is not simply the block below the top.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private HeapError FreeListed(VirtualAddress pointer, uint caller)
    {
        uint block = pointer.Value - TFormat.HeaderBytes;
        if (!IsBlockAddress(block))
        {
            return RefuseFree(pointer, caller);
        }

        uint header = Word(block);
        if ((header & (BlockHeader.FreeBit | BlockHeader.SetAsideBit)) != 0 || !IsSound(block, new BlockHeader(header)))
        {
            return RefuseFree(pointer, caller);
        }

        if (TFormat.IsChecked)
        {
            if (!TryMarkFreed(block, header & BlockHeader.SizeMask, pointer, caller))
            {
                return HeapError.Damaged;
            }

            // A neighbour that was damaged may have been taken out of use.
            header = Word(block);
        }

        _frees++;
        Release(block, header);
        if (_topSize >= SpareLimit)
        {
            GiveBackSpare(caller);
        }

        return HeapError.None;
    }

    /// <summary>Size of the smallest block whose payload holds so many bytes, which must be at most the window's size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint SizeFor(uint bytes)
    {
        uint size = UsualSize(bytes);
        return size < SmallestBlock ? SmallestBlock : size;
    }

    /// <summary>The general way to allocate: nothing, much, with growth, after damage was found, or too much.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private VirtualAddress AllocateUnusual(uint bytes, uint caller)
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
    /// Finds or makes a free block of at least <paramref name="size"/> bytes, of which the first <paramref name="used"/> will be. In a
    /// checked heap a block that was written to while it was free is reported and set aside, and another is looked for.
    /// </summary>
    private HeapError FindBlock(uint size, uint used, uint caller, out uint block)
    {
        do
        {
            block = FindListed(size);
            if (block == 0)
            {
                HeapError error = EnsureTopBlock(size, caller, out block);
                if (error != HeapError.None && !TryFindInOwnList(size, out block))
                {
                    return error;
                }
            }
        }
        while (TFormat.IsChecked && !CheckFree(block, used, caller));

        return HeapError.None;
    }

    /// <summary>Gives a block that was cut to size to the caller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private VirtualAddress Hand(uint block, uint bytes, uint caller)
    {
        if (TFormat.IsChecked)
        {
            MarkAllocated(block, bytes, caller);
        }

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
