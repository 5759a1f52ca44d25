using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

// The other ways to allocate: zeroed, aligned, and resizing what was allocated (H7).
public partial struct KernelHeap<TMachine, TPages, TFormat>
{
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
            // Whole words, then the bytes that are left: the end mark starts right behind them.
            uint words = (uint)bytes / sizeof(uint);
            _machine.Fill(pointer.Value, 0, words);
            for (uint offset = words * sizeof(uint); offset < (uint)bytes; offset++)
            {
                _machine.StoreByte(pointer.Value + offset, 0);
            }
        }

        return pointer;
    }

    /// <summary>
    /// Allocates memory whose address is a multiple of <paramref name="alignment"/>: a power of two up to the page size, else BadAlignment.
    /// Otherwise as <see cref="Allocate"/>.
    /// </summary>
    public VirtualAddress AllocateAligned(uint bytes, uint alignment, uint caller = 0)
    {
        if (alignment == 0 || (alignment & (alignment - 1)) != 0 || alignment > MemoryLayout.PageSize)
        {
            return Fail(HeapError.BadAlignment);
        }

        if (alignment <= BlockHeader.Granularity || bytes == 0 || bytes > MemoryLayout.HeapMaxSize)
        {
            return Allocate(bytes, caller);
        }

        // Wherever a block this large starts, an aligned payload fits behind a lead that is empty or a block of its own.
        uint size = SizeFor(bytes);
        uint room = size + SmallestBlock + alignment;
        HeapError error = Take(room, caller, out uint block, out uint taken);
        if (error != HeapError.None)
        {
            return Fail(error);
        }

        uint lead = LeadTo(block, alignment);
        uint start = block + lead;
        size = CutTaken(start, taken - lead, size);
        if (lead != 0)
        {
            ClearOrigin(block);
            InsertFree(block, lead);
            SetWord(start, TFormat.IsChecked ? size : size | BlockHeader.PreviousFreeBit);
        }

        return Hand(start, size, bytes, caller);
    }

    /// <summary>
    /// Changes the size of an allocation (krealloc), in place where that goes, else by moving it: the contents stay up to the smaller size.
    /// Null as pointer allocates; 0 bytes free, and return null. When it can't be done: null, <see cref="LastFailure"/>, and the old
    /// allocation stays as it was. In a checked heap the block counts as allocated now, by the caller, whether it moved or not.
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

        if (bytes > MemoryLayout.HeapMaxSize)
        {
            return Fail(HeapError.TooLarge);
        }

        HeapError error = IsInWindow(pointer) ? Examine(pointer, caller) : HeapError.OutsideWindow;
        if (error != HeapError.None)
        {
            return Fail(error);
        }

        uint block = pointer.Value - TFormat.HeaderBytes;
        return TryResizeInPlace(block, bytes, caller) ? pointer : Move(pointer, block, bytes, caller);
    }

    /// <summary>Bytes from a block's start to where a block with an aligned payload can start: 0, or enough for a free block.</summary>
    private static uint LeadTo(uint block, uint alignment)
    {
        uint payload = block + TFormat.HeaderBytes;
        uint lead = (alignment - (payload % alignment)) % alignment;
        while (lead != 0 && lead < SmallestBlock)
        {
            lead += alignment;
        }

        return lead;
    }

    /// <summary>Gives up the end of a block, or takes what is needed of the free memory above it.</summary>
    private bool TryResizeInPlace(uint block, uint bytes, uint caller)
    {
        uint size = SizeFor(bytes);
        uint header = Word(block);
        uint room = header & BlockHeader.SizeMask;
        if (room < size && !TryExtend(block, ref room, size, caller))
        {
            return false;
        }

        uint kept = room - size < SmallestBlock ? room : size;
        if (kept != room && block + room != _top)
        {
            // Before anything is changed: repair needs every block's header.
            CheckAbove(block + room, caller);
        }

        SetWord(block, kept | (header & BlockHeader.PreviousFreeBit));
        if (TFormat.IsChecked)
        {
            MarkAllocated(block, kept, bytes, caller);
        }

        if (kept != room)
        {
            GiveUp(block + kept, room - kept);
        }

        return true;
    }

    /// <summary>Makes the end of a block free.</summary>
    private void GiveUp(uint block, uint size)
    {
        ClearOrigin(block);
        SetWord(block, size);
        if (block + size == _top)
        {
            ReleaseTopmost(block);
            return;
        }

        Release(block, size);
    }

    /// <summary>Makes a block larger by the free block above it, or by what is missing from the top. False when they don't suffice.</summary>
    private bool TryExtend(uint block, ref uint room, uint size, uint caller)
    {
        uint end = block + room;
        if (end == _top)
        {
            if (_end - end < size - room || (TFormat.IsChecked && !CheckTop(block + size, caller)))
            {
                return false;
            }

            _top = block + size;
            room = size;
            return true;
        }

        BlockHeader above = Header(end);
        if (!above.IsFree || room + above.Size < size || (TFormat.IsChecked && !CheckFree(end, size - room, caller)))
        {
            return false;
        }

        Remove(end, above.Size);
        Absorb(end, end + FreeOverhead);
        room = Cut(block, room + above.Size, size);
        return true;
    }

    private VirtualAddress Move(VirtualAddress pointer, uint block, uint bytes, uint caller)
    {
        uint payload = TFormat.IsChecked ? Word(block + RequestOffset) & RequestMask : Header(block).Size - TFormat.HeaderBytes;
        VirtualAddress moved = Allocate(bytes, caller);
        if (moved == VirtualAddress.Null)
        {
            return VirtualAddress.Null;
        }

        // A block moves only when it grows: all that it holds fits.
        uint words = payload / sizeof(uint);
        _machine.Copy(pointer.Value, moved.Value, words);
        for (uint offset = words * sizeof(uint); offset < payload; offset++)
        {
            _machine.StoreByte(moved.Value + offset, _machine.LoadByte(pointer.Value + offset));
        }

        HeapError error = Free(pointer, caller);
        if (error == HeapError.None)
        {
            return moved;
        }

        // Repair took the block away while a place for it was sought: the caller, who is told so, gets no other.
        Free(moved, caller);
        return Fail(error);
    }
}
