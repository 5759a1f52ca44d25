using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>Explains why a pointer can't be freed or resized (H4, H5). Slow: it walks the heap.</summary>
internal static class HeapRefusal<TMachine, TPages, TFormat>
    where TMachine : struct, IMachine
    where TPages : struct, IHeapPages
    where TFormat : struct, IBlockFormat
{
    /// <summary>Refuses to free a pointer, and counts that unless the pointer lies outside the window.</summary>
    public static HeapError RefuseFree(ref KernelHeap<TMachine, TPages, TFormat> heap, VirtualAddress pointer, uint caller)
    {
        HeapError error = Explain(ref heap, pointer, caller);
        if (error != HeapError.OutsideWindow)
        {
            heap.Counts.Count(ref heap.Counts.RefusedFrees);
        }

        return error;
    }

    /// <summary>Why no undamaged allocated block's payload starts at a pointer. In a checked heap the reason is reported.</summary>
    public static HeapError Explain(ref KernelHeap<TMachine, TPages, TFormat> heap, VirtualAddress pointer, uint caller)
    {
        HeapBounds bounds = heap.Bounds;
        if (!bounds.IsSound)
        {
            HeapRepair<TMachine, TPages, TFormat>.Mend(ref heap, pointer, caller);
            return HeapError.Damaged;
        }

        if (pointer.Value - bounds.Base >= MemoryLayout.HeapMaxSize)
        {
            return HeapError.OutsideWindow;
        }

        BlockChain<TMachine, TFormat> chain = heap.Blocks.Chain;
        uint block = pointer.Value - TFormat.HeaderBytes;
        if (!TFormat.IsChecked)
        {
            bool isInTop = block >= bounds.Top && block < bounds.End && pointer.Value % BlockHeader.Granularity == 0;
            return isInTop || chain.IsFreeBlock(block) ? HeapError.AlreadyFree : HeapError.NotABlock;
        }

        uint holder = chain.FindHolder(pointer.Value);
        bool isLive = holder != 0 && holder < bounds.Top && chain.State(holder) == BlockState.Allocated;
        bool isDamaged = holder != 0 && holder < bounds.Top && (!chain.IsSound(holder) || (isLive && holder == block));
        if (isDamaged && HeapRepair<TMachine, TPages, TFormat>.Mend(ref heap, pointer, caller))
        {
            return HeapError.Damaged;
        }

        HeapDamage damage = new() { Fault = HeapFault.WildFree, Pointer = pointer };
        if (holder != 0)
        {
            damage.Block = chain.Describe(holder);
            bool wasFreed = damage.Block.State == BlockState.Free && (block == holder
                || (heap.History.TryFind(pointer.Value, heap.Counters.Frees, out FreedBlock freed) && freed.Payload == pointer.Value));
            damage.Fault = wasFreed ? HeapFault.DoubleFree : HeapFault.WildFree;
        }

        HeapRepair<TMachine, TPages, TFormat>.Report(ref heap, ref damage, caller);
        return damage.Fault == HeapFault.DoubleFree ? HeapError.AlreadyFree
            : damage.Block.State == BlockState.Quarantined ? HeapError.Damaged
            : HeapError.NotABlock;
    }
}
