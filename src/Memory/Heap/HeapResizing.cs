using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>Allocates what is cleared or aligned, and resizes, out of the same few steps (H7).</summary>
internal readonly ref struct HeapResizing<TMachine, TPages, TFormat>
    where TMachine : struct, IMachine
    where TPages : struct, IHeapPages
    where TFormat : struct, IBlockFormat
{
    private readonly ref KernelHeap<TMachine, TPages, TFormat> _heap;
    private readonly ref BlockMemory<TMachine, TFormat> _memory;
    private readonly uint _caller;

    public HeapResizing(ref KernelHeap<TMachine, TPages, TFormat> heap, uint caller)
    {
        _heap = ref heap;
        _memory = ref heap.Blocks.Memory;
        _caller = caller;
    }

    /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.AllocateZeroed"/>
    public VirtualAddress AllocateZeroed(uint count, uint elementBytes)
    {
        ulong bytes = (ulong)count * elementBytes;
        VirtualAddress pointer = _heap.Allocate(bytes < uint.MaxValue ? (uint)bytes : uint.MaxValue, _caller);
        if (pointer != VirtualAddress.Null)
        {
            // The last word may reach into the redzone, which is made whole.
            uint block = pointer.Value - TFormat.HeaderBytes;
            _memory.Machine.Fill(pointer.Value, 0, Words((uint)bytes));
            _memory.WriteAllocated(block, _memory.Machine.Load(block), (uint)bytes, _heap.Counters.Mark, _caller);
        }

        return pointer;
    }

    /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.AllocateAligned"/>
    public VirtualAddress AllocateAligned(uint bytes, uint alignment)
    {
        if (alignment == 0 || (alignment & (alignment - 1)) != 0 || alignment > MemoryLayout.PageSize)
        {
            return _heap.Fail(HeapError.BadAlignment);
        }

        if (alignment <= BlockHeader.Granularity || bytes - 1 >= MemoryLayout.HeapMaxSize)
        {
            return _heap.Allocate(bytes, _caller);
        }

        // Wherever a block starts that is so much larger, an aligned payload fits behind a lead that is empty or a
        // block of its own.
        uint larger = bytes + TFormat.SmallestBlock + alignment;
        VirtualAddress pointer = larger > MemoryLayout.HeapMaxSize
            ? _heap.Fail(HeapError.WindowExhausted) : _heap.Allocate(larger, _caller);
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
        uint room = _memory.Size(block) - lead;
        if (lead != 0)
        {
            _memory.WriteAllocated(block + lead, room, bytes, _heap.Counters.Mark, _caller);
            Discard(block, lead);
        }

        Trim(block + lead, room, bytes);
        return pointer + lead;
    }

    /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.Reallocate"/>
    public VirtualAddress Reallocate(VirtualAddress pointer, uint bytes)
    {
        if (pointer == VirtualAddress.Null)
        {
            return _heap.Allocate(bytes, _caller);
        }

        if (bytes == 0)
        {
            HeapError freed = _heap.Free(pointer, _caller);
            return freed == HeapError.None ? VirtualAddress.Null : _heap.Fail(freed);
        }

        uint block = pointer.Value - TFormat.HeaderBytes;
        uint room = _heap.Bounds.IsSound ? _memory.AllocatedSize(block) : 0;
        if (bytes > MemoryLayout.HeapMaxSize || room == 0)
        {
            return _heap.Fail(bytes > MemoryLayout.HeapMaxSize
                ? HeapError.TooLarge : _heap.Repair(_caller, pointer).Explain());
        }

        uint size = BlockHeader.SizeFor(bytes + TFormat.OverheadBytes, TFormat.SmallestBlock);
        if (size > room)
        {
            uint above = block + room;
            uint taken = size - room;
            if (taken > _heap.Blocks.FreeBytesAt(above))
            {
                return Move(pointer, bytes);
            }

            if (_heap.Blocks.Take(above, ref taken) == 0)
            {
                return _heap.Repair(_caller).MendAll()
                    ? Reallocate(pointer, bytes) : _heap.Fail(HeapError.Damaged);
            }

            // A header that stays behind would still look like one.
            _memory.Poison(
                above, above + (taken < CheckedBlocks.PoisonOffset ? taken : CheckedBlocks.PoisonOffset));
            room += taken;
        }

        Trim(block, room, bytes);
        return pointer;
    }

    /// <summary>
    /// A block moves only when it grows past all of its words: what it holds fits, to the end of its last word.
    /// </summary>
    private VirtualAddress Move(VirtualAddress pointer, uint bytes)
    {
        uint payload = _memory.PayloadEnd(pointer.Value - TFormat.HeaderBytes) - pointer.Value;
        VirtualAddress moved = _heap.Allocate(bytes, _caller);
        if (moved == VirtualAddress.Null)
        {
            return moved;
        }

        _memory.Machine.Copy(pointer.Value, moved.Value, Words(payload));
        HeapError error = _heap.Free(pointer, _caller);
        if (error == HeapError.None)
        {
            return moved;
        }

        // The block was quarantined while a place for it was sought: the caller, who learns that, gets no other.
        _heap.Free(moved, _caller);
        return _heap.Fail(error);
    }

    /// <summary>
    /// Makes <paramref name="room"/> bytes an allocated block for so many bytes, and what is too much at their end
    /// free.
    /// </summary>
    private void Trim(uint block, uint room, uint bytes)
    {
        uint size = BlockHeader.SizeFor(bytes + TFormat.OverheadBytes, TFormat.SmallestBlock);
        uint kept = room - size < TFormat.SmallestBlock ? room : size;
        uint header = kept | (_memory.Machine.Load(block) & BlockHeader.PreviousFreeBit);
        _memory.WriteAllocated(block, header, bytes, _heap.Counters.Mark, _caller);
        if (kept != room)
        {
            Discard(block + kept, room - kept);
        }
    }

    /// <summary>
    /// Makes memory free that was part of a live block. It is a live block, nobody's, until what lies around it is
    /// undamaged.
    /// </summary>
    private void Discard(uint block, uint size)
    {
        ref HeapCounters counts = ref _heap.Journal.Counts;
        _memory.WriteAllocated(block, size, 0, 0, 0);
        counts.Count(ref counts.Allocations);
        while (!_heap.Blocks.TryRelease(block, size, 0))
        {
            if (!_heap.Repair(_caller).MendAll())
            {
                return;
            }
        }

        counts.Count(ref counts.Allocations, uint.MaxValue);
    }

    /// <summary>How many words so many bytes lie in.</summary>
    private static uint Words(uint bytes) => (bytes + sizeof(uint) - 1) / sizeof(uint);
}
