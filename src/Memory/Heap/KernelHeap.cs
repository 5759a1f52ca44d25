using System.Runtime.CompilerServices;
using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>
/// The kernel heap (kmalloc, kfree): constant-time best fit over a window of virtual memory that is mapped as it fills (H2).
/// <code>
/// base  first                              top              end    mapped end     limit
/// │ pad │ block │ block │ … │ live block   │ free           │ pad  │ not mapped    │
/// </code>
/// What is mapped above the last live block is the top. It is free memory without a header, in no list, from which blocks are cut when no
/// list has one: small blocks pack closely below it, and most of the work of a heap that isn't fragmented is moving the top.
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
        _top = _first;
        _end = _first;

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
        if (bytes - LeastUsualRequest >= LargestUsualRequest)
        {
            return AllocateUnusual(bytes, caller);
        }

        uint size = UsualSize(bytes);
        if (_rows == 0 || !TryFindList(SizeClass.Exact(size), out uint list))
        {
            return AllocateFromTop(bytes, size, caller);
        }

        ref uint head = ref _heads.At(list);
        uint block = head;
        if (TFormat.IsChecked && !CheckFree(block, size, caller))
        {
            return AllocateUnusual(bytes, caller);
        }

        RemoveFirst(list, ref head, block);
        ClearLinks(block);
        return Hand(block, Cut(block, Word(block) & BlockHeader.SizeMask, size), bytes, caller);
    }

    /// <summary>
    /// Takes back what an allocation returned (kfree). Anything else is refused: null or a pointer outside the window is OutsideWindow (H4);
    /// AlreadyFree, NotABlock and Damaged are counted and described by <see cref="TryTakeDamage"/> (H5).
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public HeapError Free(VirtualAddress pointer, uint caller = 0)
    {
        uint block = pointer.Value - TFormat.HeaderBytes;
        if (block < _first || block >= _top || pointer.Value % BlockHeader.Granularity != 0)
        {
            return RefuseFree(pointer, caller);
        }

        uint header = Word(block);
        uint size = header & BlockHeader.SizeMask;
        if (size >= _top - block)
        {
            return FreeTopmost(block, header, caller);
        }

        if ((header & (BlockHeader.FreeBit | BlockHeader.SetAsideBit)) != 0 || size < SmallestBlock
            || (TFormat.IsChecked && !HasSeal(block, header)))
        {
            // Which of two ways the same is said decides what the compiler keeps in registers.
            return RefuseFree(TFormat.IsChecked ? new VirtualAddress(block + TFormat.HeaderBytes) : pointer, caller);
        }

        CheckAbove(block + size, caller);
        if (TFormat.IsChecked && !TryMarkFreed(block, size, caller))
        {
            return HeapError.Damaged;
        }

        _frees++;
        Release(block, size);
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
        uint end = block + size;
        if (end > _end || (TFormat.IsChecked && !IsFilled(block, end)))
        {
            return AllocateUnusual(bytes, caller);
        }

        _top = end;
        SetWord(block, size);
        return Hand(block, size, bytes, caller);
    }

    /// <summary>Frees what ends where the top starts, if it is a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private HeapError FreeTopmost(uint block, uint header, uint caller)
    {
        // A header that is the size and no more has none of its bits set: an allocated block's. PF may be set in a plain one.
        uint size = _top - block;
        if (header != size && (TFormat.IsChecked || header != (size | BlockHeader.PreviousFreeBit)))
        {
            return RefuseFree(new VirtualAddress(block + TFormat.HeaderBytes), caller);
        }

        if (TFormat.IsChecked)
        {
            if (size < SmallestBlock || !HasSeal(block, header))
            {
                return RefuseFree(new VirtualAddress(block + TFormat.HeaderBytes), caller);
            }

            if (!TryMarkFreed(block, size, caller))
            {
                return HeapError.Damaged;
            }
        }

        _frees++;
        ReleaseTopmost(block);
        if (_end - _top >= SpareLimit)
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
        HeapError error = Take(size, caller, out uint block, out uint room);
        return error == HeapError.None ? Hand(block, CutTaken(block, room, size), bytes, caller) : Fail(error);
    }

    /// <summary>
    /// Takes a free block of at least <paramref name="size"/> bytes out of its list, or that many bytes from the top. In a checked heap
    /// what was written to while it was free is reported and set aside, and another block is looked for.
    /// </summary>
    /// <param name="room">Bytes that were taken. The header says nothing of them yet.</param>
    private HeapError Take(uint size, uint caller, out uint block, out uint room)
    {
        do
        {
            block = FindListed(size);
            if (block == 0)
            {
                HeapError error = TakeFromTop(size, caller, out block);
                room = size;
                if (error == HeapError.None || !TryFindInOwnList(size, out block))
                {
                    return error;
                }
            }
        }
        while (TFormat.IsChecked && !CheckFree(block, size, caller));

        room = Word(block) & BlockHeader.SizeMask;
        Remove(block, room);
        ClearLinks(block);
        return HeapError.None;
    }

    /// <summary>Gives a block, which is in no list and whose header says its size, to the caller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private VirtualAddress Hand(uint block, uint size, uint bytes, uint caller)
    {
        if (TFormat.IsChecked)
        {
            MarkAllocated(block, size, bytes, caller);
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
