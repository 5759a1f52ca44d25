namespace Osmosis.Memory;

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
        HeapError error = FindBlock(room, room, caller, out uint block);
        if (error != HeapError.None)
        {
            return Fail(error);
        }

        uint lead = LeadTo(block, alignment);
        Carve(block, lead, size);
        return Hand(block + lead, bytes, caller);
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

    /// <summary>Gives up the end of a block, or takes what is needed of the free one above it.</summary>
    private bool TryResizeInPlace(uint block, uint bytes, uint caller)
    {
        uint size = SizeFor(bytes);
        BlockHeader header = Header(block);
        uint room = header.Size;
        BlockHeader above = Header(block + room);
        bool takesAbove = room < size;
        if (takesAbove)
        {
            if (!above.IsFree || room + above.Size < size || (TFormat.IsChecked && !CheckFree(block + room, size - room, caller)))
            {
                return false;
            }

            RemoveFree(block + room, above.Size);
            Absorb(block + room, TFormat.HeaderBytes);
            room += above.Size;
        }

        uint surplus = room - size;
        if (surplus < SmallestBlock)
        {
            SetHeader(block, new BlockHeader(room, isFree: false, header.IsPreviousFree));
            ChangeHeader(block + room, Word(block + room), Word(block + room) & ~BlockHeader.PreviousFreeBit);
        }
        else
        {
            SetHeader(block, new BlockHeader(size, isFree: false, header.IsPreviousFree));
            SplitOff(block + size, surplus, isFilled: takesAbove);
        }

        if (TFormat.IsChecked)
        {
            MarkAllocated(block, bytes, caller);
        }

        return true;
    }

    /// <summary>Makes the end of a resized block a free block, merged with a free one above it.</summary>
    private void SplitOff(uint block, uint size, bool isFilled)
    {
        if (!isFilled)
        {
            Absorb(block, size);
        }

        ClearOrigin(block);
        BlockHeader header = new(size, isFree: false, isPreviousFree: false);
        Release(block, header.Value);
    }

    private VirtualAddress Move(VirtualAddress pointer, uint block, uint bytes, uint caller)
    {
        uint payload = TFormat.IsChecked ? Word(block + RequestOffset) & RequestMask : Header(block).Size - TFormat.HeaderBytes;
        VirtualAddress moved = Allocate(bytes, caller);
        if (moved == VirtualAddress.Null)
        {
            return moved;
        }

        uint kept = payload < bytes ? payload : bytes;
        uint words = kept / sizeof(uint);
        _machine.Copy(pointer.Value, moved.Value, words);
        for (uint offset = words * sizeof(uint); offset < kept; offset++)
        {
            _machine.StoreByte(moved.Value + offset, _machine.LoadByte(pointer.Value + offset));
        }

        HeapError error = Free(pointer, caller);
        return error == HeapError.None ? moved : Fail(error);
    }
}
