using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>Resizes what was allocated (H7).</summary>
internal static class HeapResize<TMachine, TPages, TFormat>
    where TMachine : struct, IMachine
    where TPages : struct, IHeapPages
    where TFormat : struct, IBlockFormat
{
    /// <summary>
    /// Changes the size of an allocation (krealloc), in place where that goes, else by moving it: the contents stay up to the
    /// smaller size. Null as pointer allocates; 0 bytes free, and return null. When it can't be done: null, LastFailure, and
    /// the old allocation stays as it was. A checked block counts as allocated now, by the caller, whether it moved or not.
    /// </summary>
    public static VirtualAddress Reallocate(
        ref KernelHeap<TMachine, TPages, TFormat> heap, VirtualAddress pointer, uint bytes, uint caller)
    {
        if (pointer == VirtualAddress.Null)
        {
            return heap.Allocate(bytes, caller);
        }

        if (bytes == 0)
        {
            HeapError freed = heap.Free(pointer, caller);
            return freed == HeapError.None ? VirtualAddress.Null : heap.Fail(freed);
        }

        if (bytes > MemoryLayout.HeapMaxSize)
        {
            return heap.Fail(HeapError.TooLarge);
        }

        uint block = pointer.Value - TFormat.HeaderBytes;
        do
        {
            if (!heap.Bounds.IsSound || heap.Blocks.Examine(block, out uint size) != HeapError.None)
            {
                return heap.Fail(HeapRefusal<TMachine, TPages, TFormat>.Explain(ref heap, pointer, caller));
            }

            HeapError error = ResizeInPlace(ref heap, block, size, bytes, caller);
            if (error != HeapError.Damaged)
            {
                return error == HeapError.None ? pointer : Move(ref heap, pointer, size, bytes, caller);
            }
        }
        while (heap.Mend(caller));

        return heap.Fail(HeapError.Damaged);
    }

    /// <summary>
    /// Gives up the end of a block, or takes what is needed of the free memory above it: WindowExhausted when that doesn't
    /// suffice, Damaged when it was written to. Then nothing is changed.
    /// </summary>
    private static HeapError ResizeInPlace(
        ref KernelHeap<TMachine, TPages, TFormat> heap, uint block, uint room, uint bytes, uint caller)
    {
        ref HeapBlocks<TMachine, TPages, TFormat> blocks = ref heap.Blocks;
        uint header = blocks.Machine.Load(block);
        uint size = BlockGuard<TMachine, TFormat>.SizeFor(bytes);
        bool isListed = true;
        uint kept = room - size < TFormat.SmallestBlock ? room : size;
        if (room < size)
        {
            HeapError error = Extend(ref blocks, block, room, ref size, ref isListed);
            if (error != HeapError.None)
            {
                return error;
            }

            kept = size;
            room = size;
        }
        else if (TFormat.IsChecked && kept != room && !blocks.CanReleaseEnd(block + room))
        {
            return HeapError.Damaged;
        }

        header = kept | (header & BlockHeader.PreviousFreeBit);
        BlockGuard<TMachine, TFormat>.WriteAllocated(blocks.Machine, heap.Bounds.Salt, block, header, bytes, heap.Mark, caller);
        if (kept != room)
        {
            isListed = blocks.ReleaseEnd(block + kept, block + room);
        }

        if (TFormat.IsChecked && !isListed)
        {
            heap.Mend(caller);
        }

        return HeapError.None;
    }

    /// <summary>Takes the missing bytes from the top or the free block above; the size grows by what would be too small a rest.</summary>
    private static HeapError Extend(
        ref HeapBlocks<TMachine, TPages, TFormat> blocks, uint block, uint room, ref uint size, ref bool isListed)
    {
        uint end = block + room;
        if (end == blocks.Bounds.Top)
        {
            return blocks.Bounds.End - end < size - room ? HeapError.WindowExhausted
                : blocks.TryMoveTop(block + size) ? HeapError.None
                : HeapError.Damaged;
        }

        uint above = blocks.Machine.Load(end);
        if (!BlockHeader.IsFree(above) || room + BlockHeader.Size(above) < size)
        {
            return HeapError.WindowExhausted;
        }

        if (TFormat.IsChecked && !blocks.CanTake(end, size - room))
        {
            return HeapError.Damaged;
        }

        blocks.Unlist(end, BlockHeader.Size(above));
        BlockGuard<TMachine, TFormat>.Poison(blocks.Machine, end, end + BlockGuard<TMachine, TFormat>.FreeOverhead);
        isListed = blocks.Cut(block, room + BlockHeader.Size(above), ref size);
        return HeapError.None;
    }

    private static VirtualAddress Move(
        ref KernelHeap<TMachine, TPages, TFormat> heap, VirtualAddress pointer, uint size, uint bytes, uint caller)
    {
        TMachine machine = heap.Blocks.Machine;
        uint payload = BlockGuard<TMachine, TFormat>.PayloadBytes(machine, pointer.Value - TFormat.HeaderBytes, size);
        VirtualAddress moved = heap.Allocate(bytes, caller);
        if (moved == VirtualAddress.Null)
        {
            return VirtualAddress.Null;
        }

        // A block moves only when it grows: all that it holds fits.
        uint words = payload / sizeof(uint);
        machine.Copy(pointer.Value, moved.Value, words);
        for (uint offset = words * sizeof(uint); offset < payload; offset++)
        {
            machine.StoreByte(moved.Value + offset, machine.LoadByte(pointer.Value + offset));
        }

        HeapError error = heap.Free(pointer, caller);
        if (error == HeapError.None)
        {
            return moved;
        }

        // The block was quarantined while a place for it was sought: the caller, who learns that, gets no other.
        heap.Free(moved, caller);
        return heap.Fail(error);
    }
}
