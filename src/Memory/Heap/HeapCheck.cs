using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>
/// What must hold of a heap, written once: the whole-heap check (H8), and what tells which word is wrong. It trusts no word
/// before that was found plausible, so that it ends on any damage.
/// </summary>
internal static class HeapCheck
{
    /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.Check"/>
    public static HeapDamage CheckAll<TMachine, TPages, TFormat>(ref readonly KernelHeap<TMachine, TPages, TFormat> heap)
        where TMachine : struct, IMachine
        where TPages : struct, IHeapPages
        where TFormat : struct, IBlockFormat
    {
        HeapDamage damage = heap.Blocks.Check();
        if (damage.Fault != HeapFault.None)
        {
            return damage;
        }

        BlockTotals blocks = heap.Blocks.Memory.Count();
        bool agree = heap.Counts.IsSound && heap.Counts.Live == blocks.Live && heap.Counts.Quarantined == blocks.Quarantined
            && heap.Damage.IsSound;
        return !agree ? new HeapDamage { Fault = HeapFault.CounterWrong }
            : !heap.History.IsSound() ? new HeapDamage { Fault = HeapFault.HistoryWrong }
            : default;
    }

    extension<TMachine, TPages, TFormat>(in HeapBlocks<TMachine, TPages, TFormat> blocks)
        where TMachine : struct, IMachine
        where TPages : struct, IHeapPages
        where TFormat : struct, IBlockFormat
    {
        /// <summary>
        /// Checks the bounds, every block from the first to the top, every free list and its bits, and compares them with each
        /// other. Returns the first fault and changes nothing.
        /// </summary>
        public HeapDamage Check()
        {
            if (!blocks.Memory.Bounds.IsSound)
            {
                return new HeapDamage { Fault = HeapFault.BoundsWrong };
            }

            HeapDamage damage = blocks.Memory.Bounds.IsEmpty ? default : blocks.CheckBlocks();
            if (damage.Fault == HeapFault.None && TFormat.IsChecked)
            {
                damage = blocks.CheckFreeBlocks();
            }

            if (damage.Fault == HeapFault.None && !blocks.AreListsSound(out uint wrong))
            {
                damage = new HeapDamage { Fault = HeapFault.ListWrong, DamagedAt = new VirtualAddress(wrong) };
            }

            return damage;
        }

        /// <summary>
        /// The address of the wrong link when a free block and its neighbours in its list don't point at each other: one of the
        /// block's own, or a neighbour's that should lead to it. 0 when they do.
        /// </summary>
        public uint FindWrongLink(uint block)
        {
            uint links = block + TFormat.HeaderBytes;
            if (!blocks.IsNextLinked(block))
            {
                uint next = blocks.Next(block);
                bool isNextWrong = blocks.Memory.IsFreeBlock(next) && !blocks.IsPreviousLinked(next, blocks.Memory.Size(next));
                return isNextWrong ? next + TFormat.HeaderBytes + sizeof(uint) : links;
            }

            if (blocks.IsPreviousLinked(block, blocks.Memory.Size(block)))
            {
                return 0;
            }

            uint previous = blocks.Previous(block);
            bool isPreviousWrong = blocks.Memory.IsFreeBlock(previous)
                && blocks.Lists.Head(SizeClass.Of(blocks.Memory.Size(block))) != block
                && !blocks.IsFollowed(previous);
            return isPreviousWrong ? previous + TFormat.HeaderBytes : links + sizeof(uint);
        }

        /// <summary>Whether a block is the last of its list, or a free block follows that points back.</summary>
        private bool IsFollowed(uint block)
        {
            uint next = blocks.Next(block);
            return next == 0 || (blocks.Memory.IsFreeBlock(next) && blocks.Previous(next) == block);
        }

        /// <summary>Headers, redzones and footers, what lies below each block, and the top.</summary>
        private HeapDamage CheckBlocks()
        {
            HeapBounds bounds = blocks.Memory.Bounds;
            bool isPreviousFree = false;
            uint block = bounds.First;
            while (block != bounds.Top)
            {
                if (!blocks.Memory.IsSound(block))
                {
                    return blocks.Damage(HeapFault.HeaderSmashed, block, block, block + TFormat.HeaderBytes);
                }

                HeapDamage damage = blocks.CheckBlock(block, isPreviousFree);
                if (damage.Fault != HeapFault.None)
                {
                    return damage;
                }

                isPreviousFree = blocks.Memory.State(block) == BlockState.Free;
                block += blocks.Memory.Size(block);
            }

            if (isPreviousFree)
            {
                return blocks.Damage(HeapFault.NotMerged, block, 0, 0);
            }

            if (TFormat.IsChecked && blocks.Memory.Machine.Load(block - sizeof(uint)) != bounds.Salt)
            {
                return blocks.Damage(HeapFault.NeighbourDisagrees, block, block - sizeof(uint), block);
            }

            uint at = blocks.Memory.PoisonEnd(block, bounds.MappedEnd);
            HeapFault fault = block < bounds.End ? HeapFault.UseAfterFree : HeapFault.EndSmashed;
            return at == bounds.MappedEnd ? default : blocks.Damage(fault, block, at, bounds.MappedEnd);
        }

        private HeapDamage CheckBlock(uint block, bool isPreviousFree)
        {
            uint end = block + blocks.Memory.Size(block);
            if (blocks.Memory.IsBelowFree(block) != isPreviousFree)
            {
                // A checked block's footer below it was compared already: then only a missing redzone is wrong.
                uint at = TFormat.IsChecked ? block - sizeof(uint) : block;
                return blocks.Damage(HeapFault.NeighbourDisagrees, block, at, at + sizeof(uint));
            }

            BlockState state = blocks.Memory.State(block);
            if (state == BlockState.Free)
            {
                uint footer = end - sizeof(uint);
                return isPreviousFree ? blocks.Damage(HeapFault.NotMerged, block, 0, 0)
                    : blocks.Memory.Machine.Load(footer) == end - block ? default
                    : blocks.Damage(HeapFault.UseAfterFree, block, footer, blocks.Memory.Bounds.MappedEnd);
            }

            uint redzone = state == BlockState.Quarantined ? end : blocks.Memory.RedzoneEnd(block, end);
            return redzone == end ? default : blocks.Damage(HeapFault.Overrun, block, redzone, end);
        }

        /// <summary>Links and poison of all free blocks: their headers and footers are sound.</summary>
        private HeapDamage CheckFreeBlocks()
        {
            HeapBounds bounds = blocks.Memory.Bounds;
            for (uint block = bounds.First; block < bounds.Top; block += blocks.Memory.Size(block))
            {
                if (blocks.Memory.State(block) == BlockState.Free)
                {
                    uint footer = block + blocks.Memory.Size(block) - sizeof(uint);
                    uint poison = block + HeapMemory<TMachine, TPages, TFormat>.FreeOverhead;
                    uint at = blocks.FindWrongLink(block);
                    at = at != 0 ? at : blocks.Memory.PoisonEnd(poison, footer);
                    if (at != footer)
                    {
                        return blocks.Damage(HeapFault.UseAfterFree, blocks.Memory.FindHolder(at), at, bounds.MappedEnd);
                    }
                }
            }

            return default;
        }

        /// <summary>Whether the lists hold all free blocks but the top, by size and linked both ways, and their bits agree.</summary>
        /// <param name="wrong">What is no free block of the list that it is in; 0 when something else is wrong.</param>
        private bool AreListsSound(out uint wrong)
        {
            uint expected = blocks.Memory.Count().Listed;
            uint listed = 0;
            for (uint list = 0; list < SizeClass.Count; list++)
            {
                uint previous = 0;
                for (uint block = blocks.Lists.Head(list); block != 0; block = blocks.Next(block))
                {
                    wrong = block;
                    if (!blocks.Memory.IsFreeBlock(block) || SizeClass.Of(blocks.Memory.Size(block)) != list
                        || ++listed > expected || blocks.Previous(block) != previous)
                    {
                        return false;
                    }

                    previous = block;
                }
            }

            wrong = 0;
            return listed == expected && blocks.Lists.AreBitsSound();
        }

        /// <summary>Describes a fault, with the bytes from <paramref name="at"/> up to <paramref name="end"/>.</summary>
        public HeapDamage Damage(HeapFault fault, uint block, uint at, uint end)
        {
            HeapDamage damage = new() { Fault = fault, Block = blocks.Memory.Describe(block), DamagedAt = new VirtualAddress(at) };
            damage.Capture(blocks.Memory.Machine, end);
            return damage;
        }
    }
}
