using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>Allocates what is cleared or aligned, and resizes (H7), out of the same few steps.</summary>
public partial struct KernelHeap<TMachine, TPages, TFormat>
{
    /// <summary>
    /// Allocates an array and fills it with zeros (kcalloc). As <see cref="Allocate"/>; a product past 2^32 is
    /// TooLarge.
    /// </summary>
    public VirtualAddress AllocateZeroed(uint count, uint elementBytes, uint caller = 0)
    {
        ulong bytes = (ulong)count * elementBytes;
        VirtualAddress pointer = Allocate(bytes < uint.MaxValue ? (uint)bytes : uint.MaxValue, caller);
        if (pointer != VirtualAddress.Null)
        {
            Blocks.Machine.Fill(pointer.Value, 0, Words((uint)bytes));
            RewriteAllocated(pointer, (uint)bytes, caller);
        }

        return pointer;
    }

    /// <summary>
    /// Allocates memory whose address is a multiple of <paramref name="alignment"/>: a power of two up to the page
    /// size, else BadAlignment. Otherwise as <see cref="Allocate"/>.
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

        // Wherever a block starts that is so much larger, an aligned payload fits behind a lead that is empty or a
        // block of its own.
        uint larger = bytes + TFormat.SmallestBlock + alignment;
        VirtualAddress pointer = larger > MemoryLayout.HeapMaxSize
            ? Fail(HeapError.WindowExhausted) : Allocate(larger, caller);
        if (pointer == VirtualAddress.Null)
        {
            return pointer;
        }

        uint lead = (0 - pointer.Value) % alignment;
        while (lead != 0 && lead < TFormat.SmallestBlock)
        {
            lead += alignment;
        }

        uint block = pointer.Value - TFormat.HeaderBytes;
        uint room = Blocks.Size(block) - lead;
        if (lead != 0)
        {
            Blocks.WriteAllocated(block + lead, room, bytes, Mark, caller);
            Discard(block, lead, caller);
        }

        Trim(block + lead, room, bytes, caller);
        return pointer + lead;
    }

    /// <summary>
    /// Changes the size of an allocation (krealloc), in place where that goes, else by moving it: the contents stay up
    /// to the smaller size. Null as pointer allocates; 0 bytes free, and return null. When it can't be done: null,
    /// LastFailure, and the old allocation stays as it was. A checked block counts as allocated now, by the caller,
    /// whether it moved or not.
    /// </summary>
    public VirtualAddress Reallocate(VirtualAddress pointer, uint bytes, uint caller = 0)
    {
        if (pointer == VirtualAddress.Null)
        {
            return Allocate(bytes, caller);
        }

        if (bytes == 0)
        {
            HeapError freed = Free(pointer, caller);
            return freed == HeapError.None ? VirtualAddress.Null : Fail(freed);
        }

        uint block = pointer.Value - TFormat.HeaderBytes;
        uint room = Bounds.IsSound ? Blocks.AllocatedSize(block) : 0;
        if (bytes > MemoryLayout.HeapMaxSize || room == 0)
        {
            return Fail(bytes > MemoryLayout.HeapMaxSize ? HeapError.TooLarge : Explain(pointer, caller));
        }

        uint size = BlockHeader.SizeFor(bytes + TFormat.OverheadBytes, TFormat.SmallestBlock);
        if (size > room)
        {
            uint above = block + room;
            uint taken = size - room;
            if (taken > Blocks.FreeBytesAt(above))
            {
                return Move(pointer, bytes, caller);
            }

            if (Blocks.Take(above, ref taken) == 0)
            {
                return Mend(caller) ? Reallocate(pointer, bytes, caller) : Fail(HeapError.Damaged);
            }

            // A header that stays behind would still look like one.
            Blocks.Poison(above, above + (taken < CheckedBlocks.PoisonOffset ? taken : CheckedBlocks.PoisonOffset));
            room += taken;
        }

        Trim(block, room, bytes, caller);
        return pointer;
    }

    /// <summary>A block moves only when it grows: all that it holds fits.</summary>
    private VirtualAddress Move(VirtualAddress pointer, uint bytes, uint caller)
    {
        uint payload = Blocks.PayloadEnd(pointer.Value - TFormat.HeaderBytes) - pointer.Value;
        VirtualAddress moved = Allocate(bytes, caller);
        if (moved == VirtualAddress.Null)
        {
            return moved;
        }

        Blocks.Machine.Copy(pointer.Value, moved.Value, Words(payload));
        RewriteAllocated(moved, bytes, caller);
        HeapError error = Free(pointer, caller);
        if (error == HeapError.None)
        {
            return moved;
        }

        // The block was quarantined while a place for it was sought: the caller, who learns that, gets no other.
        Free(moved, caller);
        return Fail(error);
    }

    /// <summary>
    /// Makes <paramref name="room"/> bytes an allocated block for so many bytes, and what is too much at their end
    /// free.
    /// </summary>
    private void Trim(uint block, uint room, uint bytes, uint caller)
    {
        uint size = BlockHeader.SizeFor(bytes + TFormat.OverheadBytes, TFormat.SmallestBlock);
        uint kept = room - size < TFormat.SmallestBlock ? room : size;
        uint header = kept | (Blocks.Machine.Load(block) & BlockHeader.PreviousFreeBit);
        Blocks.WriteAllocated(block, header, bytes, Mark, caller);
        if (kept != room)
        {
            Discard(block + kept, room - kept, caller);
        }
    }

    /// <summary>
    /// Makes memory free that was part of a live block. It is a live block, nobody's, until what lies around it is
    /// undamaged.
    /// </summary>
    private void Discard(uint block, uint size, uint caller)
    {
        Blocks.WriteAllocated(block, size, 0, 0, 0);
        Counts.Count(ref Counts.Allocations);
        while (!Blocks.TryRelease(block, size, 0))
        {
            if (!Mend(caller))
            {
                return;
            }
        }

        Counts.Count(ref Counts.Allocations, uint.MaxValue);
    }

    /// <summary>
    /// The bytes that a live block holds were written by words. The last may reach into the redzone, which is made
    /// whole.
    /// </summary>
    private void RewriteAllocated(VirtualAddress pointer, uint bytes, uint caller)
    {
        uint block = pointer.Value - TFormat.HeaderBytes;
        Blocks.WriteAllocated(block, Blocks.Machine.Load(block), bytes, Mark, caller);
    }

    /// <summary>How many words so many bytes lie in.</summary>
    private static uint Words(uint bytes) => (bytes + sizeof(uint) - 1) / sizeof(uint);
}
