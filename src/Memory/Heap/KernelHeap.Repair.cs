using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>
/// What the heap does about damage and misuse (H4, H5). Each fault that the check finds in a checked heap is reported,
/// and its block quarantined or the words mended, until there is none. Whatever is mended is reported. Slow, and only
/// reached when there is damage.
/// </summary>
public partial struct KernelHeap<TMachine, TPages, TFormat>
{
    /// <summary>
    /// Why no undamaged allocated block's payload starts at a pointer. In a checked heap the reason is reported.
    /// </summary>
    private HeapError Explain(VirtualAddress pointer, uint caller)
    {
        HeapBounds bounds = Bounds;
        if (!bounds.IsSound)
        {
            Mend(caller, pointer);
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
            return isInTop || Blocks.IsFreeBlock(block) ? HeapError.AlreadyFree : HeapError.NotABlock;
        }

        HeapBlock holder = Blocks.FindHolder(pointer.Value);
        uint start = holder.Address.Value;
        bool isBlock = holder.Size != 0 && start < bounds.Top;
        bool isDamaged = isBlock
            && (!Blocks.IsSound(start) || (start == block && holder.State == BlockState.Allocated));
        if (isDamaged && Mend(caller, pointer))
        {
            return HeapError.Damaged;
        }

        bool wasFreed = holder.State == BlockState.Free
            && (block == start || History.Find(pointer.Value, Counts.Frees).Payload == pointer.Value);
        HeapFault fault = wasFreed ? HeapFault.DoubleFree : HeapFault.WildFree;
        HeapDamage damage = new() { Fault = fault, Pointer = pointer, Block = holder };
        Report(ref damage, caller);
        return wasFreed ? HeapError.AlreadyFree
            : holder.State == BlockState.Quarantined ? HeapError.Damaged
            : HeapError.NotABlock;
    }

    /// <summary>
    /// Finds, reports and mends all damage. False when there was none, or when it can't be mended: the bounds are
    /// wrong.
    /// </summary>
    private bool Mend(uint caller, VirtualAddress pointer = default)
    {
        bool hasMended = false;
        HeapFault fault = CheckAndRepair(caller, pointer).Fault;
        while (TFormat.IsChecked && fault is not (HeapFault.None or HeapFault.BoundsWrong))
        {
            hasMended = true;
            fault = CheckAndRepair(caller, pointer).Fault;
        }

        return hasMended;
    }

    /// <summary>
    /// As <see cref="Check"/>, and when a checked heap has a fault: reports it (see <see cref="TryTakeDamage"/>), mends
    /// it or quarantines the block, and returns it. Call it until there is none; BoundsWrong alone can't be mended.
    /// </summary>
    /// <param name="pointer">What was to be freed; null when the damage was found otherwise.</param>
    public HeapDamage CheckAndRepair(uint caller = 0, VirtualAddress pointer = default)
    {
        HeapDamage damage = Check();
        if (damage.Fault == HeapFault.None || !TFormat.IsChecked)
        {
            return damage;
        }

        // The pointer's own block is damaged, or the one below ran over into its header.
        uint block = damage.Block.Address.Value;
        if (pointer.Value - block <= damage.Block.Size + TFormat.HeaderBytes)
        {
            damage.Pointer = pointer;
        }

        Report(ref damage, caller);
        switch (damage.Fault)
        {
            case HeapFault.UseAfterFree or HeapFault.EndSmashed when block == Bounds.Top:
                QuarantineTop(damage.DamagedAt.Value);
                break;
            case HeapFault.HeaderSmashed or HeapFault.Overrun or HeapFault.UseAfterFree:
                Quarantine(in damage.Block);
                break;
            case HeapFault.NotMerged:
                Quarantine(Blocks.FindHolder(block - 1));
                break;
            case HeapFault.NeighbourDisagrees:
                Blocks.Machine.Store(block - sizeof(uint), Bounds.Salt);
                break;
            case HeapFault.ListWrong:
                Blocks.ListAnew();
                break;
            case HeapFault.CounterWrong:
                Recount();
                Counts.Accept();
                Damage.Accept();
                break;
            case HeapFault.HistoryWrong:
                History = default;
                break;
        }

        return damage;
    }

    /// <summary>
    /// Reports a fault, and names who had the memory when it is free: a free block may have had many owners.
    /// </summary>
    private void Report(ref HeapDamage damage, uint caller)
    {
        damage.FoundBy = caller;
        uint address = damage.DamagedAt.Value != 0 ? damage.DamagedAt.Value : damage.Pointer.Value;
        bool isFree = damage.Block.State == BlockState.Free || damage.Fault == HeapFault.UseAfterFree;
        FreedBlock freed = isFree ? History.Find(address, Counts.Frees) : default;
        if (freed.Size != 0)
        {
            damage.Block.AllocatedBy = freed.AllocatedBy;
            damage.Block.FreedBy = freed.FreedBy;
        }

        Counts.Count(ref Counts.Reports);
        Damage.Add(in damage);
    }

    /// <summary>Takes a damaged block out of use; one without a sound header up to the next that has one.</summary>
    private void Quarantine(in HeapBlock block)
    {
        uint at = block.Address.Value;
        bool isSound = Blocks.IsSound(at);
        if (!isSound || block.State == BlockState.Free)
        {
            Blocks.LeadPast(at);
        }

        if (!isSound)
        {
            Blocks.ClearOrigin(at);
        }

        Blocks.WriteQuarantined(at, block.Size);
        Recount();
    }

    /// <summary>
    /// Takes the part of the top that was written to, up to the last word that isn't poisoned, out of use. What is too
    /// small for a block is poisoned again.
    /// </summary>
    private void QuarantineTop(uint damagedAt)
    {
        HeapBounds bounds = Bounds;
        uint last = damagedAt;
        for (uint at = damagedAt; at < bounds.MappedEnd; at += sizeof(uint))
        {
            last = Blocks.Machine.Load(at) == CheckedBlocks.Poison ? last : at;
        }

        uint size = (last - bounds.Top + BlockHeader.Granularity) & BlockHeader.SizeMask;
        size = size < TFormat.SmallestBlock ? TFormat.SmallestBlock : size;
        size = size < bounds.End - bounds.Top ? size : bounds.End - bounds.Top;
        bool isBlock = size >= TFormat.SmallestBlock;
        Blocks.Poison(bounds.Top + (isBlock ? size : 0), bounds.MappedEnd);
        if (isBlock)
        {
            Blocks.Bounds.MoveTop(bounds.Top + size);
            Blocks.ClearOrigin(bounds.Top);
            Blocks.WriteQuarantined(bounds.Top, size);
        }

        Recount();
    }

    /// <summary>Makes the counters of blocks agree with what a walk finds.</summary>
    private void Recount()
    {
        HeapStatistics now = Statistics;
        Counts.Count(ref Counts.Lost, Counts.Live - now.LiveBlocks);
        Counts.Count(ref Counts.Quarantined, now.FoundQuarantined - Counts.Quarantined);
    }
}
