using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>
/// What a checked heap does about damage (H5): each fault that the check finds is reported, and its block quarantined or the
/// words mended, until there is none. Whatever is mended is reported. Slow, and only reached when there is damage.
/// </summary>
internal static class HeapRepair<TMachine, TPages, TFormat>
    where TMachine : struct, IMachine
    where TPages : struct, IHeapPages
    where TFormat : struct, IBlockFormat
{
    /// <summary>
    /// Finds, reports and mends all damage. False when there was none, or when it can't be mended: the bounds are wrong.
    /// </summary>
    /// <param name="pointer">What was to be freed; null when the damage was found otherwise.</param>
    public static bool Mend(ref KernelHeap<TMachine, TPages, TFormat> heap, VirtualAddress pointer, uint caller)
    {
        bool hasMended = false;
        HeapFault fault = MendNext(ref heap, caller, ref pointer).Fault;
        while (fault is not (HeapFault.None or HeapFault.BoundsWrong))
        {
            hasMended = true;
            fault = MendNext(ref heap, caller, ref pointer).Fault;
        }

        return hasMended;
    }

    /// <summary>Checks the heap; reports and mends the first fault, if it is a checked heap, and returns it.</summary>
    public static HeapDamage MendNext(ref KernelHeap<TMachine, TPages, TFormat> heap, uint caller)
    {
        VirtualAddress none = default;
        return MendNext(ref heap, caller, ref none);
    }

    /// <summary>Reports a fault, and names who had the memory when it is free: a free block may have had many owners.</summary>
    public static void Report(ref KernelHeap<TMachine, TPages, TFormat> heap, ref HeapDamage damage, uint caller)
    {
        damage.FoundBy = caller;
        uint address = damage.DamagedAt.Value != 0 ? damage.DamagedAt.Value : damage.Pointer.Value;
        bool isFree = damage.Block.State == BlockState.Free || damage.Fault == HeapFault.UseAfterFree;
        if (isFree && heap.History.TryFind(address, heap.Counters.Frees, out FreedBlock freed))
        {
            damage.Block.AllocatedBy = freed.AllocatedBy;
            damage.Block.FreedBy = freed.FreedBy;
        }

        heap.Counts.Count(ref heap.Counts.Reports);
        heap.Damage.Add(in damage);
    }

    private static HeapDamage MendNext(ref KernelHeap<TMachine, TPages, TFormat> heap, uint caller, ref VirtualAddress pointer)
    {
        HeapDamage damage = heap.Check();
        if (damage.Fault == HeapFault.None || !TFormat.IsChecked)
        {
            return damage;
        }

        // The pointer's own block is damaged, or the one below ran over into its header.
        if (pointer.Value - damage.Block.Address.Value <= damage.Block.Size + TFormat.HeaderBytes)
        {
            damage.Pointer = pointer;
            pointer = default;
        }

        Report(ref heap, ref damage, caller);
        uint block = damage.Block.Address.Value;
        switch (damage.Fault)
        {
            case HeapFault.UseAfterFree or HeapFault.EndSmashed when block == heap.Bounds.Top:
                QuarantineTop(ref heap, damage.DamagedAt.Value);
                break;
            case HeapFault.HeaderSmashed or HeapFault.Overrun or HeapFault.UseAfterFree:
                Quarantine(ref heap, block, caller);
                break;
            case HeapFault.NotMerged:
                Quarantine(ref heap, heap.Blocks.Chain.FindHolder(block - 1), caller);
                break;
            case HeapFault.NeighbourDisagrees:
                heap.Blocks.Machine.Store(block - sizeof(uint), heap.Bounds.Salt);
                break;
            case HeapFault.ListWrong:
                ListAnew(ref heap);
                break;
            case HeapFault.CounterWrong:
                Recount(ref heap);
                heap.Counts.Accept();
                heap.Damage.Accept();
                break;
            case HeapFault.HistoryWrong:
                heap.History.ForgetUnsound();
                break;
        }

        return damage;
    }

    /// <summary>Takes a damaged block out of use; one without a sound header up to the next that has one.</summary>
    private static void Quarantine(ref KernelHeap<TMachine, TPages, TFormat> heap, uint block, uint caller)
    {
        BlockChain<TMachine, TFormat> chain = heap.Blocks.Chain;
        uint end = chain.Next(block);
        bool isSound = chain.IsSound(block);
        bool isListed = !isSound || chain.State(block) == BlockState.Free;
        if (!isSound)
        {
            BlockGuard<TMachine, TFormat>.WriteOrigin(chain.Machine, block, 0, 0);
        }

        BlockGuard<TMachine, TFormat>.WriteQuarantined(chain.Machine, heap.Bounds.Salt, block, end - block);
        if (isListed)
        {
            ReportLists(ref heap, block, caller);
            ListAnew(ref heap);
        }

        Recount(ref heap);
    }

    /// <summary>
    /// Takes the part of the top that was written to, up to the last word that isn't poisoned, out of use. What is too small
    /// for a block is poisoned again.
    /// </summary>
    private static void QuarantineTop(ref KernelHeap<TMachine, TPages, TFormat> heap, uint damagedAt)
    {
        TMachine machine = heap.Blocks.Machine;
        HeapBounds bounds = heap.Bounds;
        uint last = damagedAt;
        for (uint at = damagedAt; at < bounds.MappedEnd; at += sizeof(uint))
        {
            last = machine.Load(at) == CheckedBlocks.Poison ? last : at;
        }

        uint size = (last - bounds.Top + BlockHeader.Granularity) & BlockHeader.SizeMask;
        size = size < TFormat.SmallestBlock ? TFormat.SmallestBlock : size;
        size = size < bounds.End - bounds.Top ? size : bounds.End - bounds.Top;
        if (size < TFormat.SmallestBlock)
        {
            size = 0;
        }

        BlockGuard<TMachine, TFormat>.Poison(machine, bounds.Top + size, bounds.MappedEnd);
        if (size != 0)
        {
            heap.Blocks.Bounds.MoveTop(bounds.Top + size);
            BlockGuard<TMachine, TFormat>.WriteOrigin(machine, bounds.Top, 0, 0);
            BlockGuard<TMachine, TFormat>.WriteQuarantined(machine, bounds.Salt, bounds.Top, size);
        }

        Recount(ref heap);
    }

    /// <summary>
    /// Before the lists are made anew because of a damaged block: reports what else is wrong with them. Links and heads that
    /// lead to that block are not.
    /// </summary>
    private static void ReportLists(ref KernelHeap<TMachine, TPages, TFormat> heap, uint damaged, uint caller)
    {
        BlockChain<TMachine, TFormat> chain = heap.Blocks.Chain;
        bool isWrong = !heap.Blocks.Lists.AreBitsSound();
        for (uint list = 0; list < SizeClass.Count; list++)
        {
            uint head = heap.Blocks.Lists.Head(list);
            isWrong |= head != 0 && head != damaged && !(chain.IsFreeBlock(head) && SizeClass.Of(chain.Size(head)) == list);
        }

        if (isWrong)
        {
            HeapDamage damage = new() { Fault = HeapFault.ListWrong };
            Report(ref heap, ref damage, caller);
        }

        for (uint block = chain.Bounds.First; block < chain.Bounds.Top; block = chain.Next(block))
        {
            uint at = chain.IsFreeBlock(block)
                ? HeapCheck<TMachine, TPages, TFormat>.FindWrongLink(chain, in heap.Blocks.Lists, block)
                : 0;
            if (at != 0 && at - block < chain.Size(block) && (chain.Word(at) ^ TFormat.LinkKey) != damaged)
            {
                HeapDamage damage = new() { Fault = HeapFault.ListWrong, Block = chain.Describe(block), DamagedAt = new VirtualAddress(at) };
                damage.Capture(chain.Machine, at + sizeof(uint));
                Report(ref heap, ref damage, caller);
            }
        }
    }

    /// <summary>Makes the lists anew out of the blocks.</summary>
    private static void ListAnew(ref KernelHeap<TMachine, TPages, TFormat> heap)
    {
        BlockChain<TMachine, TFormat> chain = heap.Blocks.Chain;
        heap.Blocks.Lists.Clear();
        for (uint block = chain.Bounds.First; block < chain.Bounds.Top; block = chain.Next(block))
        {
            if (chain.IsFreeBlock(block))
            {
                heap.Blocks.Lists.TryInsert(chain.Machine, in heap.Blocks.Bounds, block, chain.Size(block));
            }
        }
    }

    private static void Recount(ref KernelHeap<TMachine, TPages, TFormat> heap)
    {
        BlockTotals blocks = heap.Blocks.Chain.Count();
        heap.Counts.Recount(blocks.Live, blocks.Quarantined);
    }
}
