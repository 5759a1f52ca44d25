using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>
/// What must hold of a heap, written once: the whole-heap check (H8), and what tells which word is wrong. It trusts no word
/// before that was found plausible, so that it ends on any damage.
/// </summary>
internal static class HeapCheck<TMachine, TPages, TFormat>
    where TMachine : struct, IMachine
    where TPages : struct, IHeapPages
    where TFormat : struct, IBlockFormat
{
    /// <summary>
    /// Checks the bounds, every block from the first to the top, every free list and its bits, the counters and the last
    /// frees, and compares them with each other. Returns the first fault and changes nothing.
    /// </summary>
    public static HeapDamage Check(ref readonly KernelHeap<TMachine, TPages, TFormat> heap)
    {
        if (!heap.Bounds.IsSound)
        {
            return new HeapDamage { Fault = HeapFault.BoundsWrong };
        }

        BlockChain<TMachine, TFormat> chain = heap.Blocks.Chain;
        HeapDamage damage = heap.Bounds.IsEmpty ? default : CheckBlocks(chain);
        if (damage.Fault == HeapFault.None && TFormat.IsChecked)
        {
            damage = CheckFreeBlocks(chain, in heap.Blocks.Lists);
        }

        return damage.Fault == HeapFault.None ? CheckRecords(in heap, chain) : damage;
    }

    /// <summary>
    /// The address of the wrong link when a free block and its neighbours in its list don't point at each other: one of the
    /// block's own, or a neighbour's that should lead to it. 0 when they do.
    /// </summary>
    public static uint FindWrongLink(
        BlockChain<TMachine, TFormat> chain, ref readonly FreeLists<TMachine, TFormat> lists, uint block)
    {
        TMachine machine = chain.Machine;
        HeapBounds bounds = chain.Bounds;
        uint links = block + TFormat.HeaderBytes;
        if (!lists.IsNextLinked(machine, in bounds, block))
        {
            uint next = FreeLists<TMachine, TFormat>.Next(machine, block);
            bool isNextWrong = chain.IsFreeBlock(next) && !lists.IsPreviousLinked(machine, in bounds, next, chain.Size(next));
            return isNextWrong ? next + TFormat.HeaderBytes + sizeof(uint) : links;
        }

        if (!lists.IsPreviousLinked(machine, in bounds, block, chain.Size(block)))
        {
            uint previous = FreeLists<TMachine, TFormat>.Previous(machine, block);
            bool isPreviousWrong = chain.IsFreeBlock(previous) && lists.Head(SizeClass.Of(chain.Size(block))) != block
                && !IsFollowed(chain, previous);
            return isPreviousWrong ? previous + TFormat.HeaderBytes : links + sizeof(uint);
        }

        return 0;
    }

    /// <summary>Whether a block is the last of its list, or a free block follows that points back.</summary>
    private static bool IsFollowed(BlockChain<TMachine, TFormat> chain, uint block)
    {
        uint next = FreeLists<TMachine, TFormat>.Next(chain.Machine, block);
        return next == 0 || (chain.IsFreeBlock(next) && FreeLists<TMachine, TFormat>.Previous(chain.Machine, next) == block);
    }

    /// <summary>Headers, redzones and footers, what lies below each block, and the top.</summary>
    private static HeapDamage CheckBlocks(BlockChain<TMachine, TFormat> chain)
    {
        HeapBounds bounds = chain.Bounds;
        bool isPreviousFree = false;
        uint block = bounds.First;
        while (block != bounds.Top)
        {
            if (!chain.IsSound(block))
            {
                return Damage(chain, HeapFault.HeaderSmashed, block, block, block + TFormat.HeaderBytes);
            }

            HeapDamage damage = CheckBlock(chain, block, isPreviousFree);
            if (damage.Fault != HeapFault.None)
            {
                return damage;
            }

            isPreviousFree = chain.State(block) == BlockState.Free;
            block += chain.Size(block);
        }

        if (isPreviousFree)
        {
            return Damage(chain, HeapFault.NotMerged, block, 0, 0);
        }

        if (TFormat.IsChecked && chain.Word(block - sizeof(uint)) != bounds.Salt)
        {
            return Damage(chain, HeapFault.NeighbourDisagrees, block, block - sizeof(uint), block);
        }

        uint at = BlockGuard<TMachine, TFormat>.PoisonEnd(chain.Machine, block, bounds.MappedEnd);
        HeapFault fault = block < bounds.End ? HeapFault.UseAfterFree : HeapFault.EndSmashed;
        return at == bounds.MappedEnd ? default : Damage(chain, fault, block, at, bounds.MappedEnd);
    }

    private static HeapDamage CheckBlock(BlockChain<TMachine, TFormat> chain, uint block, bool isPreviousFree)
    {
        TMachine machine = chain.Machine;
        uint end = block + chain.Size(block);
        if (BlockGuard<TMachine, TFormat>.IsBelowFree(machine, chain.Bounds.Salt, block) != isPreviousFree)
        {
            // A checked block's footer below it was compared already: then only a missing redzone is wrong.
            uint at = TFormat.IsChecked ? block - sizeof(uint) : block;
            return Damage(chain, HeapFault.NeighbourDisagrees, block, at, at + sizeof(uint));
        }

        if (chain.State(block) == BlockState.Free)
        {
            uint footer = end - sizeof(uint);
            return isPreviousFree ? Damage(chain, HeapFault.NotMerged, block, 0, 0)
                : chain.Word(footer) == end - block ? default
                : Damage(chain, HeapFault.UseAfterFree, block, footer, chain.Bounds.MappedEnd);
        }

        uint redzone = chain.State(block) == BlockState.Quarantined
            ? end
            : BlockGuard<TMachine, TFormat>.RedzoneEnd(machine, chain.Bounds.Salt, block, end);
        return redzone == end ? default : Damage(chain, HeapFault.Overrun, block, redzone, end);
    }

    /// <summary>Links and poison of all free blocks: their headers and footers are sound.</summary>
    private static HeapDamage CheckFreeBlocks(
        BlockChain<TMachine, TFormat> chain, ref readonly FreeLists<TMachine, TFormat> lists)
    {
        for (uint block = chain.Bounds.First; block < chain.Bounds.Top; block += chain.Size(block))
        {
            if (chain.State(block) == BlockState.Free)
            {
                uint footer = block + chain.Size(block) - sizeof(uint);
                uint at = FindWrongLink(chain, in lists, block);
                at = at != 0 ? at : BlockGuard<TMachine, TFormat>.PoisonEnd(
                    chain.Machine, block + BlockGuard<TMachine, TFormat>.FreeOverhead, footer);
                if (at != footer)
                {
                    return Damage(chain, HeapFault.UseAfterFree, chain.FindHolder(at), at, chain.Bounds.MappedEnd);
                }
            }
        }

        return default;
    }

    private static HeapDamage CheckRecords(
        ref readonly KernelHeap<TMachine, TPages, TFormat> heap, BlockChain<TMachine, TFormat> chain)
    {
        BlockTotals blocks = chain.Count();
        bool areListsSound = heap.Blocks.Lists.IsSound(chain, blocks.Listed, out uint listed, out uint wrong);
        if (!areListsSound || listed != blocks.Listed)
        {
            return new HeapDamage { Fault = HeapFault.ListWrong, DamagedAt = new VirtualAddress(wrong) };
        }

        ref readonly HeapCounters counters = ref heap.Counters;
        bool agree = counters.IsSound && counters.Live == blocks.Live && counters.Quarantined == blocks.Quarantined
            && heap.Damage.IsSound;
        return !agree ? new HeapDamage { Fault = HeapFault.CounterWrong }
            : !heap.History.IsSound() ? new HeapDamage { Fault = HeapFault.HistoryWrong }
            : default;
    }

    private static HeapDamage Damage(BlockChain<TMachine, TFormat> chain, HeapFault fault, uint block, uint at, uint end)
    {
        HeapDamage damage = new() { Fault = fault, Block = chain.Describe(block), DamagedAt = new VirtualAddress(at) };
        damage.Capture(chain.Machine, end);
        return damage;
    }
}
