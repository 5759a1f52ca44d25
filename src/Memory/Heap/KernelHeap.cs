using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>
/// The kernel heap (kmalloc, kfree): constant-time good fit over a window of virtual memory that is mapped as it fills
/// (H2). A checked heap verifies every word before it trusts or overwrites it. Damage that it finds is reported and
/// mended, and the operation starts again. The default value is not usable: <see cref="Initialise"/> makes it so. Not
/// safe against interrupts: interrupt handlers allocate nothing. A caller is a code address, which checked blocks
/// remember.
/// </summary>
public partial struct KernelHeap<TMachine, TPages, TFormat>
    where TMachine : struct, IMachine
    where TPages : struct, IHeapPages
    where TFormat : struct, IBlockFormat
{
    internal HeapBlocks<TMachine, TFormat> Blocks;
    internal TPages Pages;
    internal HeapCounters Counts;
    internal FreeHistory History;
    internal DamageLog Damage;

    /// <summary>
    /// Where the heap lies, and below what it counts: in place, for an observer of memory too (docs/SNAPSHOT.md).
    /// </summary>
    [UnscopedRef]
    public readonly ref readonly HeapBounds Bounds => ref Blocks.Bounds;

    [UnscopedRef]
    public readonly ref readonly HeapCounters Counters => ref Counts;

    /// <summary>Bytes of the window that are mapped.</summary>
    public readonly uint MappedBytes => Bounds.MappedEnd - Bounds.Base;

    /// <summary>Why the last allocation that returned null did; None while none has.</summary>
    public readonly HeapError LastFailure => Counts.LastFailure;

    /// <summary>
    /// The mark in force: blocks allocated from now on carry it. 0 until the first <see cref="SetMark"/>.
    /// </summary>
    public readonly uint Mark => Counts.Mark;

    /// <summary>Whether there is damage for <see cref="TryTakeDamage"/>.</summary>
    public readonly bool HasDamage => !Damage.IsEmpty;

    /// <summary>The state and all counters. Walks the blocks, unless the bounds are damaged.</summary>
    public readonly HeapStatistics Statistics
    {
        get
        {
            HeapStatistics statistics = new(in Bounds, in Counts);
            HeapBlock block = default;
            while (TryNextBlock(ref block))
            {
                statistics.Add(in block);
            }

            return statistics;
        }
    }

    /// <summary>
    /// Makes the default value an empty heap, nothing mapped, in the window of <see cref="MemoryLayout.HeapMaxSize"/>
    /// bytes from a page boundary (L4). It stays where it is: it is too large to be copied.
    /// </summary>
    /// <param name="salt">Any number that a stray write is unlikely to know.</param>
    public void Initialise(TMachine machine, TPages pages, VirtualAddress start, uint salt)
    {
        Blocks.Machine = machine;
        Blocks.Bounds = new HeapBounds(start.Value, salt);
        Pages = pages;
    }

    /// <summary>
    /// Allocates memory (kmalloc), aligned to 8 bytes, its contents undefined (H1). Null for 0 bytes; null, counted,
    /// and explained by <see cref="LastFailure"/> when it can't be had, with the heap as it was (H3).
    /// </summary>
    public VirtualAddress Allocate(uint bytes, uint caller = 0)
    {
        VirtualAddress pointer = TryAllocate(bytes, caller);
        if (pointer != VirtualAddress.Null || bytes == 0)
        {
            return pointer;
        }

        // Bounds that are wrong can't be mended.
        uint size = BlockHeader.SizeFor(bytes + TFormat.OverheadBytes, TFormat.SmallestBlock);
        HeapError error = bytes > MemoryLayout.HeapMaxSize ? HeapError.TooLarge : Bounds.IsSound ? HeapError.None
            : HeapError.Damaged;
        uint block = error == HeapError.None ? Blocks.Find(size) : 0;
        error = block != 0 && block == Bounds.Top ? Grow(size) : error;
        if (error is HeapError.WindowExhausted or HeapError.PageUnavailable)
        {
            // No list has more blocks than that, unless it runs in a circle.
            block = Blocks.Search(size, MemoryLayout.HeapMaxSize / TFormat.SmallestBlock);
        }

        if (block == 0 || Blocks.Take(block, ref size) == 0)
        {
            bool isDamaged = block != 0 || error == HeapError.Damaged;
            return isDamaged && Mend(caller) ? Allocate(bytes, caller) : Fail(isDamaged ? HeapError.Damaged : error);
        }

        return Finish(block, size, bytes, caller);
    }

    /// <summary>
    /// The short way of <see cref="Allocate"/>, for an entry to inline: out of a list or the top. Null when that
    /// doesn't do, with nothing changed or counted.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public VirtualAddress TryAllocate(uint bytes, uint caller)
    {
        uint size = BlockHeader.SizeFor(bytes + TFormat.OverheadBytes, TFormat.SmallestBlock);
        if (bytes - 1 >= MemoryLayout.HeapMaxSize || (TFormat.IsChecked && !Bounds.IsSound))
        {
            return VirtualAddress.Null;
        }

        uint block = Blocks.Lists.IsEmpty ? 0 : Blocks.Lists.Find(size);
        block = block != 0 ? Blocks.TakeBlock(block, ref size) : size < SizeClass.ExactEnd ? Blocks.TakeTop(size) : 0;
        if (block == 0)
        {
            return VirtualAddress.Null;
        }

        return Finish(block, size, bytes, caller);
    }

    /// <summary>
    /// Takes back what an allocation returned (kfree). Anything else is refused: null or a pointer outside the window
    /// is OutsideWindow (H4); AlreadyFree, NotABlock and Damaged are counted and described by
    /// <see cref="TryTakeDamage"/> (H5).
    /// </summary>
    public HeapError Free(VirtualAddress pointer, uint caller = 0)
    {
        if (TryFree(pointer, caller))
        {
            return HeapError.None;
        }

        // What is beside the block may be damaged, and not the block.
        bool isLive = Bounds.IsSound && Blocks.AllocatedSize(pointer.Value - TFormat.HeaderBytes) != 0;
        if (isLive && Mend(caller))
        {
            return Free(pointer, caller);
        }

        HeapError error = Explain(pointer, caller);
        Counts.Count(ref Counts.RefusedFrees, error == HeapError.OutsideWindow ? 0u : 1);
        return error;
    }

    /// <summary>
    /// The short way of <see cref="Free"/>, for an entry to inline. False, and nothing is changed, when that doesn't
    /// do.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFree(VirtualAddress pointer, uint caller)
    {
        uint block = pointer.Value - TFormat.HeaderBytes;
        uint size = !TFormat.IsChecked || Bounds.IsSound ? Blocks.AllocatedSize(block) : 0;
        uint allocatedBy = TFormat.IsChecked && size != 0
            ? Blocks.Machine.Load(block + CheckedBlocks.AllocatedByOffset) : 0;
        if (size == 0 || !Blocks.TryRelease(block, size, caller))
        {
            return false;
        }

        if (TFormat.IsChecked)
        {
            History.Add(Counts.Frees, pointer.Value, size - TFormat.HeaderBytes, allocatedBy, caller);
        }

        Counts.Count(ref Counts.Frees);
        if (block >= Bounds.Top && Bounds.End - Bounds.Top >= SpareLimit)
        {
            GiveBack(Bounds.Top + SpareKept - Bounds.Base, caller);
        }

        return true;
    }

    /// <summary>
    /// The first fault of the whole heap: bounds, blocks, free lists, counters, last frees (H8). Changes nothing.
    /// </summary>
    public readonly HeapDamage Check()
    {
        HeapDamage damage = Blocks.Check();
        if (damage.Fault == HeapFault.None)
        {
            HeapStatistics now = Statistics;
            bool agree = Counts.IsSound && Damage.IsSound && Counts.Live == now.LiveBlocks
                && Counts.Quarantined == now.FoundQuarantined;
            damage.Fault = !agree ? HeapFault.CounterWrong : !History.IsSound() ? HeapFault.HistoryWrong
                : HeapFault.None;
        }

        return damage;
    }

    /// <summary>
    /// The oldest damage that was found and not yet taken. Whoever calls the heap prints it: damage is never silent.
    /// </summary>
    public bool TryTakeDamage(out HeapDamage damage) => Damage.TryTake(out damage);

    /// <summary>From now on allocations can be told from earlier ones. After 1023 marks the number stays.</summary>
    public uint SetMark()
    {
        Counts.Count(ref Counts.Mark, Mark < uint.MaxValue >> CheckedBlocks.MarkShift ? 1u : 0);
        return Mark;
    }

    /// <summary>
    /// Goes to the block above <paramref name="block"/>, or to the first from the default value. False after the last.
    /// A block whose header is damaged is described as well as it can be.
    /// </summary>
    public readonly bool TryNextBlock(ref HeapBlock block) => Bounds.IsSound && Blocks.TryNext(ref block);

    /// <summary>Makes what was taken an allocation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private VirtualAddress Finish(uint block, uint size, uint bytes, uint caller)
    {
        Blocks.WriteAllocated(block, size, bytes, Mark, caller);
        Counts.Count(ref Counts.Allocations);
        return new VirtualAddress(block + TFormat.HeaderBytes);
    }

    /// <summary>Counts a failed allocation.</summary>
    private VirtualAddress Fail(HeapError error)
    {
        Counts.CountFailure(error);
        return VirtualAddress.Null;
    }
}
