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
public struct KernelHeap<TMachine, TPages, TFormat>
    where TMachine : struct, IMachine
    where TPages : struct, IHeapPages
    where TFormat : struct, IBlockFormat
{
    internal HeapBlocks<TMachine, TFormat> Blocks;
    internal HeapGrowth<TPages> Growth;
    internal HeapJournal Journal;

    /// <summary>
    /// Where the heap lies, and below what it counts: in place, for an observer of memory too (docs/SNAPSHOT.md).
    /// </summary>
    [UnscopedRef]
    public readonly ref readonly HeapBounds Bounds => ref Blocks.Memory.Bounds;

    [UnscopedRef]
    public readonly ref readonly HeapCounters Counters => ref Journal.Counts;

    /// <summary>Whether there is damage for <see cref="TryTakeDamage"/>.</summary>
    public readonly bool HasDamage => !Journal.Damage.IsEmpty;

    /// <summary>The state and all counters. Walks the blocks, unless the bounds are damaged.</summary>
    public readonly HeapStatistics Statistics => HeapStatistics.Of(in Blocks.Memory, in Journal.Counts);

    /// <summary>
    /// Makes the default value an empty heap, nothing mapped, in the window of <see cref="MemoryLayout.HeapMaxSize"/>
    /// bytes from a page boundary (L4). It stays where it is: it is too large to be copied.
    /// </summary>
    /// <param name="salt">Any number that a stray write is unlikely to know.</param>
    public void Initialise(TMachine machine, TPages pages, VirtualAddress start, uint salt)
    {
        Blocks.Memory.Machine = machine;
        Blocks.Memory.Bounds = new HeapBounds(start.Value, salt);
        Growth.Pages = pages;
    }

    /// <summary>
    /// Allocates memory (kmalloc), aligned to 8 bytes, its contents undefined (H1). Null for 0 bytes; null, counted,
    /// and explained by <see cref="HeapCounters.LastFailure"/> when it can't be had, with the heap as it was (H3).
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
        error = block != 0 && block == Bounds.Top ? Growth.Grow(ref Blocks.Memory, size) : error;
        if (error is HeapError.WindowExhausted or HeapError.PageUnavailable)
        {
            // No list has more blocks than that, unless it runs in a circle.
            block = Blocks.Lists.Search(in Blocks.Memory, size, MemoryLayout.HeapMaxSize / TFormat.SmallestBlock);
        }

        if (block == 0 || Blocks.Take(block, ref size) == 0)
        {
            bool isDamaged = block != 0 || error == HeapError.Damaged;
            return isDamaged && Repair(caller).MendAll()
                ? Allocate(bytes, caller) : Fail(isDamaged ? HeapError.Damaged : error);
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

        uint block = Blocks.Lists.Heads.IsEmpty ? 0 : Blocks.Lists.Heads.Find(size);
        block = block != 0 ? Blocks.TakeBlock(block, ref size) : size < SizeClass.ExactEnd ? Blocks.TakeTop(size) : 0;
        return block == 0 ? VirtualAddress.Null : Finish(block, size, bytes, caller);
    }

    /// <summary>
    /// Allocates an array and fills it with zeros (kcalloc, H7). As <see cref="Allocate"/>; a product past 2^32 is
    /// TooLarge.
    /// </summary>
    public VirtualAddress AllocateZeroed(uint count, uint elementBytes, uint caller = 0) =>
        new HeapResizing<TMachine, TPages, TFormat>(ref this, caller).AllocateZeroed(count, elementBytes);

    /// <summary>
    /// Allocates memory whose address is a multiple of <paramref name="alignment"/> (H7): a power of two up to the page
    /// size, else BadAlignment. Otherwise as <see cref="Allocate"/>.
    /// </summary>
    public VirtualAddress AllocateAligned(uint bytes, uint alignment, uint caller = 0) =>
        new HeapResizing<TMachine, TPages, TFormat>(ref this, caller).AllocateAligned(bytes, alignment);

    /// <summary>
    /// Changes the size of an allocation (krealloc, H7), in place where that goes, else by moving it: the contents stay
    /// up to the smaller size. Null as pointer allocates; 0 bytes free, and return null. When it can't be done: null,
    /// LastFailure, and the old allocation stays as it was. A checked block counts as allocated now, by the caller,
    /// whether it moved or not.
    /// </summary>
    public VirtualAddress Reallocate(VirtualAddress pointer, uint bytes, uint caller = 0) =>
        new HeapResizing<TMachine, TPages, TFormat>(ref this, caller).Reallocate(pointer, bytes);

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
        bool isLive = Bounds.IsSound && Blocks.Memory.AllocatedSize(pointer.Value - TFormat.HeaderBytes) != 0;
        if (isLive && Repair(caller).MendAll())
        {
            return Free(pointer, caller);
        }

        HeapError error = Repair(caller, pointer).Explain();
        Journal.Counts.Count(ref Journal.Counts.RefusedFrees, error == HeapError.OutsideWindow ? 0u : 1);
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
        uint size = !TFormat.IsChecked || Bounds.IsSound ? Blocks.Memory.AllocatedSize(block) : 0;
        uint allocatedBy = TFormat.IsChecked && size != 0
            ? Blocks.Memory.Machine.Load(block + CheckedBlocks.AllocatedByOffset) : 0;
        if (size == 0 || !Blocks.TryRelease(block, size, caller))
        {
            return false;
        }

        if (TFormat.IsChecked)
        {
            Journal.History.Add(
                Journal.Counts.Frees, pointer.Value, size - TFormat.HeaderBytes, allocatedBy, caller);
        }

        Journal.Counts.Count(ref Journal.Counts.Frees);
        if (block >= Bounds.Top && Bounds.End - Bounds.Top >= HeapGrowth<TPages>.SpareLimit)
        {
            GiveBack(Bounds.Top + HeapGrowth<TPages>.SpareKept - Bounds.Base, caller);
        }

        return true;
    }

    /// <summary>
    /// Sees to it that a block for <paramref name="bytes"/> fits into the top (ensure_capacity), mapping pages when it
    /// must. TooLarge, WindowExhausted or PageUnavailable when that can't be done; then everything is as it was (H3).
    /// </summary>
    public HeapError EnsureCapacity(uint bytes, uint caller = 0) =>
        bytes > MemoryLayout.HeapMaxSize ? HeapError.TooLarge
        : !Bounds.IsSound && !Repair(caller).MendAll() ? HeapError.Damaged
        : Growth.Grow(ref Blocks.Memory, BlockHeader.SizeFor(bytes + TFormat.OverheadBytes, TFormat.SmallestBlock));

    /// <summary>
    /// Gives back whole pages of the top, until <paramref name="bytes"/> (rounded up to a page) are mapped or no more
    /// can go. A checked heap whose top is damaged reports that, and gives nothing back.
    /// </summary>
    public void GiveBack(uint bytes, uint caller = 0)
    {
        if (!Growth.TryGiveBack(ref Blocks.Memory, bytes))
        {
            Repair(caller).MendAll();
        }
    }

    /// <summary>
    /// The first fault of the whole heap: bounds, blocks, free lists, counters, last frees (H8). Changes nothing.
    /// </summary>
    public readonly HeapDamage Check() => new HeapCheck<TMachine, TFormat>(in Blocks).Run(in Journal);

    /// <summary>
    /// As <see cref="Check"/>, and when a checked heap has a fault: reports it (see <see cref="TryTakeDamage"/>), mends
    /// it or quarantines the block, and returns it. Call it until there is none; BoundsWrong alone can't be mended.
    /// </summary>
    public HeapDamage CheckAndRepair(uint caller = 0) => Repair(caller).MendOne();

    /// <summary>
    /// The oldest damage that was found and not yet taken. Whoever calls the heap prints it: damage is never silent.
    /// </summary>
    public bool TryTakeDamage(out HeapDamage damage) => Journal.Damage.TryTake(out damage);

    /// <summary>From now on allocations can be told from earlier ones. After 1023 marks the number stays.</summary>
    public uint SetMark()
    {
        Journal.Counts.AddMark();
        return Counters.Mark;
    }

    /// <summary>
    /// Goes to the block above <paramref name="block"/>, or to the first from the default value. False after the last.
    /// A block whose header is damaged is described as well as it can be.
    /// </summary>
    public readonly bool TryNextBlock(ref HeapBlock block) => Blocks.Memory.TryNext(ref block);

    [UnscopedRef]
    internal HeapRepair<TMachine, TFormat> Repair(uint caller, VirtualAddress pointer = default) =>
        new(ref Blocks, ref Journal, caller, pointer);

    /// <summary>Counts a failed allocation.</summary>
    internal VirtualAddress Fail(HeapError error)
    {
        Journal.Counts.CountFailure(error);
        return VirtualAddress.Null;
    }

    /// <summary>Makes what was taken an allocation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private VirtualAddress Finish(uint block, uint size, uint bytes, uint caller)
    {
        Blocks.Memory.WriteAllocated(block, size, bytes, Counters.Mark, caller);
        Journal.Counts.Count(ref Journal.Counts.Allocations);
        return new VirtualAddress(block + TFormat.HeaderBytes);
    }
}
