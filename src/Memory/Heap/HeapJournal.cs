namespace Osmosis.Memory.Heap;

/// <summary>What a heap remembers: counters, its last frees, and the damage that nobody has taken yet.</summary>
internal struct HeapJournal
{
    public HeapCounters Counts;
    public FreeHistory History;
    public DamageLog Damage;

    /// <summary>Whether somebody else wrote these words, or the counters contradict what a walk has found.</summary>
    public readonly HeapFault Check(in HeapStatistics now)
    {
        bool agree = Counts.IsSound && Damage.IsSound && Counts.Live == now.LiveBlocks
            && Counts.Quarantined == now.FoundQuarantined;
        return !agree ? HeapFault.CounterWrong : !History.IsSound() ? HeapFault.HistoryWrong : HeapFault.None;
    }

    /// <summary>
    /// Notes a fault, and names who had the memory when it is free: a free block may have had many owners.
    /// </summary>
    public void Report(ref HeapDamage damage, uint caller)
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

    /// <summary>Makes the counters of blocks agree with what a walk has found.</summary>
    public void Recount(in HeapStatistics now)
    {
        Counts.Count(ref Counts.Lost, Counts.Live - now.LiveBlocks);
        Counts.Count(ref Counts.Quarantined, now.FoundQuarantined - Counts.Quarantined);
    }

    /// <summary>Words were overwritten, and that has been reported: what stands here now is taken as right.</summary>
    public void Accept(in HeapStatistics now)
    {
        Recount(in now);
        Counts.Accept();
        Damage.Accept();
    }
}
