using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>
/// The kernel heap (kmalloc, kfree): constant-time best fit over a window of virtual memory that is mapped as it fills (H2).
/// A checked heap verifies every word before it trusts or overwrites it. Damage that it finds is reported and mended, and the
/// operation starts again. The default value is not usable: <see cref="Initialise"/> makes it so. Not safe against
/// interrupts: interrupt handlers allocate nothing. A caller is a code address, which checked blocks remember.
/// </summary>
public struct KernelHeap<TMachine, TPages, TFormat>
    where TMachine : struct, IMachine
    where TPages : struct, IHeapPages
    where TFormat : struct, IBlockFormat
{
    internal HeapBlocks<TMachine, TPages, TFormat> Blocks;
    internal HeapCounters Counts;
    internal FreeHistory History;
    internal DamageLog Damage;

    /// <summary>Where the heap lies, and below what it counts: in place, for an observer of memory too (docs/SNAPSHOT.md).</summary>
    [UnscopedRef]
    public readonly ref readonly HeapBounds Bounds => ref Blocks.Memory.Bounds;

    [UnscopedRef]
    public readonly ref readonly HeapCounters Counters => ref Counts;

    /// <summary>Bytes of the window that are mapped.</summary>
    public readonly uint MappedBytes => Bounds.MappedEnd - Bounds.Base;

    /// <summary>Why the last allocation that returned null did; None while none has.</summary>
    public readonly HeapError LastFailure => Counts.LastFailure;

    /// <summary>The mark in force: blocks allocated from now on carry it. 0 until the first <see cref="SetMark"/>.</summary>
    public readonly uint Mark => Counts.Mark;

    /// <summary>Whether there is damage for <see cref="TryTakeDamage"/>.</summary>
    public readonly bool HasDamage => !Damage.IsEmpty;

    /// <summary>The state and all counters. Walks the blocks, unless the bounds are damaged.</summary>
    public readonly HeapStatistics Statistics => new(in Bounds, in Counts, Bounds.IsSound ? Blocks.Memory.Count() : default);

    [UnscopedRef]
    internal ref HeapMemory<TMachine, TPages, TFormat> Memory => ref Blocks.Memory;

    /// <summary>
    /// Makes the default value an empty heap, nothing mapped, in the window of <see cref="MemoryLayout.HeapMaxSize"/> bytes
    /// from a page boundary (L4). It stays where it is: it is too large to be copied.
    /// </summary>
    /// <param name="salt">Any number that a stray write is unlikely to know.</param>
    public void Initialise(TMachine machine, TPages pages, VirtualAddress start, uint salt)
    {
        Memory.Machine = machine;
        Memory.Pages = pages;
        Memory.Bounds = new HeapBounds(start.Value, salt);
    }

    /// <summary>
    /// Allocates memory (kmalloc), aligned to 8 bytes, its contents undefined (H1). Null for 0 bytes; null, counted, and
    /// explained by <see cref="LastFailure"/> when it can't be had, with the heap as it was (H3).
    /// </summary>
    public VirtualAddress Allocate(uint bytes, uint caller = 0)
    {
        if (bytes - 1 >= MemoryLayout.HeapMaxSize)
        {
            return bytes == 0 ? VirtualAddress.Null : Fail(HeapError.TooLarge);
        }

        if (TFormat.IsChecked && !Bounds.IsSound)
        {
            return this.AllocateOtherwise(bytes, caller, isDamaged: true);
        }

        uint size = HeapMemory<TMachine, TPages, TFormat>.SizeFor(bytes);
        uint block = Blocks.Lists.IsEmpty ? 0 : Blocks.Lists.FirstFrom(SizeClass.Holding(size));
        if (block == 0 && size >= SizeClass.ExactEnd)
        {
            // The first block of a large size's own list may happen to do.
            block = Blocks.Search(size, 1);
        }

        bool isListed = true;
        if (block == 0)
        {
            block = Bounds.Top;
            if (Bounds.End - block < size)
            {
                return this.AllocateOtherwise(bytes, caller, isDamaged: false);
            }

            if (TFormat.IsChecked && Memory.PoisonEnd(block, block + size) != block + size)
            {
                return this.AllocateOtherwise(bytes, caller, isDamaged: true);
            }

            Memory.Bounds.MoveTop(block + size);
        }
        else if (TFormat.IsChecked && !Blocks.CanTake(block, size))
        {
            return this.AllocateOtherwise(bytes, caller, isDamaged: true);
        }
        else
        {
            isListed = Blocks.Take(block, ref size);
        }

        return Finish(block, size, bytes, isListed, caller);
    }

    /// <summary>
    /// Takes back what an allocation returned (kfree). Anything else is refused: null or a pointer outside the window is
    /// OutsideWindow (H4); AlreadyFree, NotABlock and Damaged are counted and described by <see cref="TryTakeDamage"/> (H5).
    /// </summary>
    public HeapError Free(VirtualAddress pointer, uint caller = 0)
    {
        uint block = pointer.Value - TFormat.HeaderBytes;
        uint size = !TFormat.IsChecked || Bounds.IsSound ? Memory.AllocatedSize(block) : 0;
        if (size == 0 || (TFormat.IsChecked && !(Blocks.CanRelease(block, block + size) && History.TryAdd(Counts.Frees,
            pointer.Value, size - TFormat.HeaderBytes, Memory.Machine.Load(block + CheckedBlocks.AllocatedByOffset), caller))))
        {
            return this.FreeOrRefuse(pointer, caller);
        }

        if (TFormat.IsChecked)
        {
            Memory.Machine.Store(block + CheckedBlocks.FreedByOffset, caller);
        }
        else
        {
            // A header that stays behind inside a larger free block must not look allocated, or a second free would be believed.
            Memory.Machine.Store(block, Memory.Machine.Load(block) | BlockHeader.FreeBit);
        }

        Counts.Count(ref Counts.Frees);
        bool isReleased = Blocks.Release(block, block + size);
        if (TFormat.IsChecked && !isReleased)
        {
            this.Mend(caller);
        }

        return HeapError.None;
    }

    /// <summary>Allocates an array and fills it with zeros (kcalloc). As <see cref="Allocate"/>; a product past 2^32 is TooLarge.</summary>
    public VirtualAddress AllocateZeroed(uint count, uint elementBytes, uint caller = 0) =>
        this.AllocateCleared((ulong)count * elementBytes, caller);

    /// <summary>
    /// Allocates memory whose address is a multiple of <paramref name="alignment"/>: a power of two up to the page size, else
    /// BadAlignment. Otherwise as <see cref="Allocate"/>.
    /// </summary>
    public VirtualAddress AllocateAligned(uint bytes, uint alignment, uint caller = 0) =>
        alignment == 0 || (alignment & (alignment - 1)) != 0 || alignment > MemoryLayout.PageSize ? Fail(HeapError.BadAlignment)
        : alignment <= BlockHeader.Granularity || bytes - 1 >= MemoryLayout.HeapMaxSize ? Allocate(bytes, caller)
        : this.AllocateAndAlign(bytes, alignment, caller);

    /// <summary>
    /// Changes the size of an allocation (krealloc), in place where that goes, else by moving it: the contents stay up to the
    /// smaller size. Null as pointer allocates; 0 bytes free, and return null. When it can't be done: null, LastFailure, and
    /// the old allocation stays as it was. A checked block counts as allocated now, by the caller, whether it moved or not.
    /// </summary>
    public VirtualAddress Reallocate(VirtualAddress pointer, uint bytes, uint caller = 0) => this.Resize(pointer, bytes, caller);

    /// <summary>
    /// Sees to it that a block for <paramref name="bytes"/> fits into the top (ensure_capacity), mapping pages when it must.
    /// TooLarge, WindowExhausted or PageUnavailable when that can't be done; then everything is as it was (H3).
    /// </summary>
    public HeapError EnsureCapacity(uint bytes, uint caller = 0) =>
        bytes > MemoryLayout.HeapMaxSize ? HeapError.TooLarge
        : TFormat.IsChecked && !Bounds.IsSound && !this.Mend(caller) ? HeapError.Damaged
        : Memory.Grow(HeapMemory<TMachine, TPages, TFormat>.SizeFor(bytes));

    /// <summary>
    /// Gives back whole pages of the top, until <paramref name="bytes"/> (rounded up to a page) are mapped or no more can go.
    /// A checked heap looks at the top first: when it is damaged nothing goes, and the damage is reported.
    /// </summary>
    public void GiveBack(uint bytes, uint caller = 0)
    {
        if (!Memory.TryGiveBack(bytes))
        {
            this.Mend(caller);
        }
    }

    /// <summary>The first fault of the whole heap: bounds, blocks, free lists, counters, last frees (H8). Changes nothing.</summary>
    public readonly HeapDamage Check() => HeapCheck.CheckAll(in this);

    /// <summary>
    /// As <see cref="Check"/>, and when a checked heap has a fault: reports it (see <see cref="TryTakeDamage"/>), mends it or
    /// quarantines the block, and returns it. Call it until there is none; BoundsWrong alone can't be mended.
    /// </summary>
    public HeapDamage CheckAndRepair(uint caller = 0)
    {
        VirtualAddress pointer = default;
        return this.MendNext(caller, ref pointer);
    }

    /// <summary>The oldest damage that was found and not yet taken. Whoever calls the heap prints it: damage is never silent.</summary>
    public bool TryTakeDamage(out HeapDamage damage) => Damage.TryTake(out damage);

    /// <summary>From now on allocations can be told from earlier ones. After 1023 marks the number stays.</summary>
    public uint SetMark()
    {
        if (Mark < uint.MaxValue >> CheckedBlocks.MarkShift)
        {
            Counts.Count(ref Counts.Mark);
        }

        return Mark;
    }

    /// <summary>
    /// Goes to the block above <paramref name="block"/>, or to the first from the default value. False after the last. A block
    /// whose header is damaged is described as well as it can be.
    /// </summary>
    public readonly bool TryNextBlock(ref HeapBlock block)
    {
        uint next = block.Address == VirtualAddress.Null ? Bounds.First : block.Address.Value + block.Size;
        if (!Bounds.IsSound || next >= Bounds.End)
        {
            return false;
        }

        block = Blocks.Memory.Describe(next);
        return true;
    }

    /// <summary>Counts a failed allocation.</summary>
    internal VirtualAddress Fail(HeapError error)
    {
        Counts.CountFailure(error);
        return VirtualAddress.Null;
    }

    /// <summary>Makes what was taken an allocation. When the rest of a free block could not be listed, damage is mended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal VirtualAddress Finish(uint block, uint size, uint bytes, bool isListed, uint caller)
    {
        Memory.WriteAllocated(block, size, bytes, Mark, caller);
        Counts.Count(ref Counts.Allocations);
        if (TFormat.IsChecked && !isListed)
        {
            this.Mend(caller);
        }

        return new VirtualAddress(block + TFormat.HeaderBytes);
    }
}
