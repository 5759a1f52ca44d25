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
/// <typeparam name="TMachine">How memory is read and written.</typeparam>
/// <typeparam name="TPages">Where pages come from.</typeparam>
/// <typeparam name="TFormat"><see cref="PlainBlocks"/> or <see cref="CheckedBlocks"/>.</typeparam>
public struct KernelHeap<TMachine, TPages, TFormat>
    where TMachine : struct, IMachine
    where TPages : struct, IHeapPages
    where TFormat : struct, IBlockFormat
{
    internal HeapBlocks<TMachine, TPages, TFormat> Blocks;
    internal HeapCounters Counts;
    internal FreeHistory History;
    internal DamageLog Damage;

    /// <summary>Where the heap lies, in place: for an observer of memory too (docs/SNAPSHOT.md).</summary>
    [UnscopedRef]
    public readonly ref readonly HeapBounds Bounds => ref Blocks.Bounds;

    /// <summary>What the heap counts, in place.</summary>
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
    public readonly HeapStatistics Statistics => new(in Blocks.Bounds, in Counts, Bounds.IsSound ? Blocks.Chain.Count() : default);

    /// <summary>
    /// Makes the default value an empty heap, nothing mapped, in the window of <see cref="MemoryLayout.HeapMaxSize"/> bytes
    /// from a page boundary (L4). It stays where it is: it is too large to be copied.
    /// </summary>
    /// <param name="salt">Any number that a stray write is unlikely to know.</param>
    public void Initialise(TMachine machine, TPages pages, VirtualAddress start, uint salt)
    {
        Blocks.Machine = machine;
        Blocks.Pages = pages;
        Blocks.Bounds = new HeapBounds(start.Value, salt);
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

        uint size = BlockGuard<TMachine, TFormat>.SizeFor(bytes);
        HeapError error = Take(size, caller, out uint block, out uint room);
        if (error != HeapError.None)
        {
            return Fail(error);
        }

        bool isListed = room == size || Blocks.Cut(block, room, ref size);
        return Finish(block, size, bytes, isListed, caller);
    }

    /// <summary>
    /// Takes back what an allocation returned (kfree). Anything else is refused: null or a pointer outside the window is
    /// OutsideWindow (H4); AlreadyFree, NotABlock and Damaged are counted and described by <see cref="TryTakeDamage"/> (H5).
    /// </summary>
    public HeapError Free(VirtualAddress pointer, uint caller = 0)
    {
        uint block = pointer.Value - TFormat.HeaderBytes;
        do
        {
            if ((TFormat.IsChecked && !Bounds.IsSound) || Blocks.Examine(block, out uint size) != HeapError.None)
            {
                break;
            }

            if (!TFormat.IsChecked || (Blocks.CanRelease(block, block + size) && TryRecord(block, size, caller)))
            {
                Release(block, size, caller);
                return HeapError.None;
            }
        }
        while (Mend(caller));

        return HeapRefusal<TMachine, TPages, TFormat>.RefuseFree(ref this, pointer, caller);
    }

    /// <summary>
    /// Allocates an array and fills it with zeros (kcalloc). As <see cref="Allocate"/>; a product past 2^32 is TooLarge.
    /// </summary>
    public VirtualAddress AllocateZeroed(uint count, uint elementBytes, uint caller = 0)
    {
        ulong bytes = (ulong)count * elementBytes;
        if (bytes > MemoryLayout.HeapMaxSize)
        {
            return Fail(HeapError.TooLarge);
        }

        VirtualAddress pointer = Allocate((uint)bytes, caller);
        if (pointer != VirtualAddress.Null)
        {
            // Whole words, then the bytes that are left: the redzone starts right behind them.
            uint words = (uint)bytes / sizeof(uint);
            Blocks.Machine.Fill(pointer.Value, 0, words);
            for (uint offset = words * sizeof(uint); offset < (uint)bytes; offset++)
            {
                Blocks.Machine.StoreByte(pointer.Value + offset, 0);
            }
        }

        return pointer;
    }

    /// <summary>
    /// Allocates memory whose address is a multiple of <paramref name="alignment"/>: a power of two up to the page size, else
    /// BadAlignment. Otherwise as <see cref="Allocate"/>.
    /// </summary>
    public VirtualAddress AllocateAligned(uint bytes, uint alignment, uint caller = 0)
    {
        if (alignment == 0 || (alignment & (alignment - 1)) != 0 || alignment > MemoryLayout.PageSize)
        {
            return Fail(HeapError.BadAlignment);
        }

        if (alignment <= BlockHeader.Granularity || bytes - 1 >= MemoryLayout.HeapMaxSize)
        {
            return Allocate(bytes, caller);
        }

        // Wherever a block this large starts, an aligned payload fits behind a lead that is empty or a block of its own.
        uint size = BlockGuard<TMachine, TFormat>.SizeFor(bytes);
        HeapError error = Take(size + TFormat.SmallestBlock + alignment, caller, out uint lead, out uint room);
        if (error != HeapError.None)
        {
            return Fail(error);
        }

        uint block = LeadEnd(lead, alignment);
        bool isListed = Blocks.Cut(block, room - (block - lead), ref size);
        Blocks.Machine.Store(block, size);
        if (block != lead)
        {
            BlockGuard<TMachine, TFormat>.WriteOrigin(Blocks.Machine, lead, 0, 0);
            isListed &= Blocks.TryList(lead, block);
        }

        return Finish(block, Blocks.Machine.Load(block), bytes, isListed, caller);
    }

    /// <inheritdoc cref="HeapResize{TMachine, TPages, TFormat}.Reallocate"/>
    public VirtualAddress Reallocate(VirtualAddress pointer, uint bytes, uint caller = 0) =>
        HeapResize<TMachine, TPages, TFormat>.Reallocate(ref this, pointer, bytes, caller);

    /// <summary>
    /// Sees to it that a block for <paramref name="bytes"/> fits into the top (ensure_capacity), mapping pages when it must.
    /// TooLarge, WindowExhausted or PageUnavailable when that can't be done; then everything is as it was (H3).
    /// </summary>
    public HeapError EnsureCapacity(uint bytes, uint caller = 0) =>
        bytes > MemoryLayout.HeapMaxSize ? HeapError.TooLarge
        : TFormat.IsChecked && !Bounds.IsSound && !Mend(caller) ? HeapError.Damaged
        : Blocks.GrowTo(BlockGuard<TMachine, TFormat>.SizeFor(bytes));

    /// <summary>
    /// Gives back whole pages of the top, until <paramref name="bytes"/> (rounded up to a page) are mapped or no more can go.
    /// A checked heap looks at the top first: when it is damaged nothing goes, and the damage is reported.
    /// </summary>
    public void GiveBack(uint bytes, uint caller = 0)
    {
        if (TFormat.IsChecked && !Blocks.CanGiveBack)
        {
            Mend(caller);
        }
        else if (!Bounds.IsEmpty)
        {
            HeapGrowth<TMachine, TPages, TFormat>.GiveBack(Blocks.Pages, ref Blocks.Bounds, bytes);
        }
    }

    /// <inheritdoc cref="HeapCheck{TMachine, TPages, TFormat}.Check"/>
    public readonly HeapDamage Check() => HeapCheck<TMachine, TPages, TFormat>.Check(in this);

    /// <summary>
    /// As <see cref="Check"/>, and when a checked heap has a fault: reports it (see <see cref="TryTakeDamage"/>), mends it or
    /// quarantines the block, and returns it. Call it until there is none; BoundsWrong alone can't be mended.
    /// </summary>
    public HeapDamage CheckAndRepair(uint caller = 0) => HeapRepair<TMachine, TPages, TFormat>.MendNext(ref this, caller);

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

        block = Blocks.Chain.Describe(next);
        return true;
    }

    /// <summary>Counts a failed allocation.</summary>
    internal VirtualAddress Fail(HeapError error)
    {
        Counts.CountFailure(error);
        return VirtualAddress.Null;
    }

    /// <summary>Finds, reports and mends all damage. False when there was none, or it can't be mended.</summary>
    internal bool Mend(uint caller) => HeapRepair<TMachine, TPages, TFormat>.Mend(ref this, VirtualAddress.Null, caller);

    /// <summary>Where an aligned block can start that leaves nothing, or enough for a free block, below it.</summary>
    private static uint LeadEnd(uint block, uint alignment)
    {
        uint payload = block + TFormat.HeaderBytes;
        uint lead = (alignment - (payload % alignment)) % alignment;
        while (lead != 0 && lead < TFormat.SmallestBlock)
        {
            lead += alignment;
        }

        return block + lead;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private HeapError Take(uint size, uint caller, out uint block, out uint room)
    {
        HeapError error;
        do
        {
            error = Blocks.Take(size, out block, out room);
        }
        while (TFormat.IsChecked && error == HeapError.Damaged && Mend(caller));

        return error;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private VirtualAddress Finish(uint block, uint header, uint bytes, bool isListed, uint caller)
    {
        BlockGuard<TMachine, TFormat>.WriteAllocated(Blocks.Machine, Bounds.Salt, block, header, bytes, Mark, caller);
        Counts.Count(ref Counts.Allocations);
        if (TFormat.IsChecked && !isListed)
        {
            Mend(caller);
        }

        return new VirtualAddress(block + TFormat.HeaderBytes);
    }

    /// <summary>Notes who frees a block. False when what would be forgotten for it was overwritten.</summary>
    private bool TryRecord(uint block, uint size, uint caller)
    {
        uint allocatedBy = Blocks.Machine.Load(block + CheckedBlocks.AllocatedByOffset);
        return History.TryAdd(Counts.Frees, block + TFormat.HeaderBytes, size - TFormat.HeaderBytes, allocatedBy, caller);
    }

    /// <summary>Makes a block free whose neighbours were looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Release(uint block, uint size, uint caller)
    {
        uint top = Bounds.Top;
        BlockGuard<TMachine, TFormat>.WriteFreed(Blocks.Machine, block, caller);
        Counts.Count(ref Counts.Frees);
        bool isListed = Blocks.Release(block, block + size);
        if (TFormat.IsChecked && !isListed)
        {
            Mend(caller);
        }
        else if (Bounds.Top != top && Bounds.End - Bounds.Top >= HeapGrowth<TMachine, TPages, TFormat>.SpareLimit)
        {
            GiveBack(Bounds.Top + HeapGrowth<TMachine, TPages, TFormat>.SpareKept - Bounds.Base, caller);
        }
    }
}
