using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>What to do when a pointer can't be freed or resized at once (H4, H5). Slow: it walks the heap.</summary>
internal static class HeapRefusal
{
    extension<TMachine, TPages, TFormat>(ref KernelHeap<TMachine, TPages, TFormat> heap)
        where TMachine : struct, IMachine
        where TPages : struct, IHeapPages
        where TFormat : struct, IBlockFormat
    {
        /// <summary>
        /// Frees a pointer after damage beside its block was mended, or refuses it, and counts that unless it lies outside the window.
        /// </summary>
        public HeapError FreeOrRefuse(VirtualAddress pointer, uint caller)
        {
            uint block = pointer.Value - TFormat.HeaderBytes;
            if (TFormat.IsChecked && heap.Bounds.IsSound && heap.Memory.AllocatedSize(block) != 0 && heap.Mend(caller))
            {
                return heap.Free(pointer, caller);
            }

            HeapError error = heap.Explain(pointer, caller);
            if (error != HeapError.OutsideWindow)
            {
                heap.Counts.Count(ref heap.Counts.RefusedFrees);
            }

            return error;
        }

        /// <summary>Why no undamaged allocated block's payload starts at a pointer. In a checked heap the reason is reported.</summary>
        public HeapError Explain(VirtualAddress pointer, uint caller)
        {
            HeapBounds bounds = heap.Bounds;
            if (!bounds.IsSound)
            {
                heap.Mend(caller, pointer);
                return HeapError.Damaged;
            }

            if (pointer.Value - bounds.Base >= MemoryLayout.HeapMaxSize)
            {
                return HeapError.OutsideWindow;
            }

            uint block = pointer.Value - TFormat.HeaderBytes;
            if (!TFormat.IsChecked)
            {
                bool isInTop = block >= bounds.Top && block < bounds.End && pointer.Value % BlockHeader.Granularity == 0;
                return isInTop || heap.Memory.IsFreeBlock(block) ? HeapError.AlreadyFree : HeapError.NotABlock;
            }

            uint holder = heap.Memory.FindHolder(pointer.Value);
            bool isLive = holder != 0 && holder < bounds.Top && heap.Memory.State(holder) == BlockState.Allocated;
            bool isDamaged = holder != 0 && holder < bounds.Top && (!heap.Memory.IsSound(holder) || (isLive && holder == block));
            if (isDamaged && heap.Mend(caller, pointer))
            {
                return HeapError.Damaged;
            }

            HeapDamage damage = new() { Fault = HeapFault.WildFree, Pointer = pointer };
            if (holder != 0)
            {
                damage.Block = heap.Memory.Describe(holder);
                bool wasFreed = damage.Block.State == BlockState.Free
                    && (block == holder || heap.History.Find(pointer.Value, heap.Counts.Frees).Payload == pointer.Value);
                damage.Fault = wasFreed ? HeapFault.DoubleFree : HeapFault.WildFree;
            }

            heap.Report(ref damage, caller);
            return damage.Fault == HeapFault.DoubleFree ? HeapError.AlreadyFree
                : damage.Block.State == BlockState.Quarantined ? HeapError.Damaged
                : HeapError.NotABlock;
        }
    }
}
