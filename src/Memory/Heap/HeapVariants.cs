using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>Allocates where the short way fails; and what is cleared, or aligned by giving back what lies below and above (H7).</summary>
internal static class HeapVariants
{
    extension<TMachine, TPages, TFormat>(ref KernelHeap<TMachine, TPages, TFormat> heap)
        where TMachine : struct, IMachine
        where TPages : struct, IHeapPages
        where TFormat : struct, IBlockFormat
    {
        /// <summary>Allocates after the damage was mended or the top has grown; else out of any list that holds a large enough block.</summary>
        public VirtualAddress AllocateOtherwise(uint bytes, uint caller, bool isDamaged)
        {
            uint size = HeapMemory<TMachine, TPages, TFormat>.SizeFor(bytes);
            HeapError error = isDamaged ? HeapError.Damaged : heap.Memory.Grow(size);
            if (isDamaged ? heap.Mend(caller) : error == HeapError.None)
            {
                return heap.Allocate(bytes, caller);
            }

            // No list has more blocks than that, unless it runs in a circle.
            uint block = isDamaged ? 0 : heap.Blocks.Search(size, MemoryLayout.HeapMaxSize / TFormat.SmallestBlock);
            if (block == 0)
            {
                return heap.Fail(error);
            }

            if (TFormat.IsChecked && !heap.Blocks.CanTake(block, size))
            {
                return heap.AllocateOtherwise(bytes, caller, isDamaged: true);
            }

            bool isListed = heap.Blocks.Take(block, ref size);
            return heap.Finish(block, size, bytes, isListed, caller);
        }

        /// <summary>Allocates bytes that are 0.</summary>
        public VirtualAddress AllocateCleared(ulong bytes, uint caller)
        {
            VirtualAddress pointer = bytes > MemoryLayout.HeapMaxSize ? heap.Fail(HeapError.TooLarge) : heap.Allocate((uint)bytes, caller);
            if (pointer != VirtualAddress.Null)
            {
                // Whole words, then the bytes that are left: the redzone starts right behind them.
                uint words = (uint)bytes / sizeof(uint);
                heap.Memory.Machine.Fill(pointer.Value, 0, words);
                for (uint offset = words * sizeof(uint); offset < (uint)bytes; offset++)
                {
                    heap.Memory.Machine.StoreByte(pointer.Value + offset, 0);
                }
            }

            return pointer;
        }

        /// <summary>
        /// Wherever a block starts that is so much larger, an aligned payload fits behind a lead that is empty or a block of its own.
        /// </summary>
        public VirtualAddress AllocateAndAlign(uint bytes, uint alignment, uint caller)
        {
            uint larger = bytes + TFormat.SmallestBlock + alignment;
            VirtualAddress pointer = larger > MemoryLayout.HeapMaxSize
                ? heap.Fail(HeapError.WindowExhausted)
                : heap.Allocate(larger, caller);
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
            uint room = heap.Memory.Size(block) - lead;
            bool isListed = true;
            if (TFormat.IsChecked && !heap.Blocks.CanReleaseEnd(block + lead + room))
            {
                heap.Mend(caller);
            }

            if (lead != 0)
            {
                heap.Memory.ClearOrigin(block);
                heap.Memory.Machine.Store(block + lead, 0);
                heap.Memory.SetBelowFree(block + lead, isFree: true);
                heap.Memory.WriteFree(block, lead);
                isListed = heap.Blocks.TryInsert(block, lead);
            }

            heap.Trim(block + lead, room, bytes, caller);
            if (!isListed)
            {
                heap.Mend(caller);
            }

            return new VirtualAddress(pointer.Value + lead);
        }

        /// <summary>
        /// Makes <paramref name="room"/> bytes an allocated block for so many bytes, and what is too much at their end free. In a
        /// checked heap <c>CanReleaseEnd</c> has said yes.
        /// </summary>
        public void Trim(uint block, uint room, uint bytes, uint caller)
        {
            uint size = HeapMemory<TMachine, TPages, TFormat>.SizeFor(bytes);
            uint kept = room - size < TFormat.SmallestBlock ? room : size;
            uint header = kept | (heap.Memory.Machine.Load(block) & BlockHeader.PreviousFreeBit);
            heap.Memory.WriteAllocated(block, header, bytes, heap.Mark, caller);
            if (kept != room && !heap.Blocks.ReleaseEnd(block + kept, block + room))
            {
                heap.Mend(caller);
            }
        }
    }
}
