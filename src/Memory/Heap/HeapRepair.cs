using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>
/// What a checked heap does about damage (H5): each fault that the check finds is reported, and its block quarantined or the
/// words mended, until there is none. Whatever is mended is reported. Slow, and only reached when there is damage.
/// </summary>
internal static class HeapRepair
{
    extension<TMachine, TPages, TFormat>(ref KernelHeap<TMachine, TPages, TFormat> heap)
        where TMachine : struct, IMachine
        where TPages : struct, IHeapPages
        where TFormat : struct, IBlockFormat
    {
        /// <summary>
        /// Finds, reports and mends all damage. False when there was none, or when it can't be mended: the bounds are wrong.
        /// </summary>
        /// <param name="pointer">What was to be freed; null when the damage was found otherwise.</param>
        public bool Mend(uint caller, VirtualAddress pointer = default)
        {
            bool hasMended = false;
            HeapFault fault = heap.MendNext(caller, ref pointer).Fault;
            while (fault is not (HeapFault.None or HeapFault.BoundsWrong))
            {
                hasMended = true;
                fault = heap.MendNext(caller, ref pointer).Fault;
            }

            return hasMended;
        }

        /// <summary>Reports a fault, and names who had the memory when it is free: a free block may have had many owners.</summary>
        public void Report(ref HeapDamage damage, uint caller)
        {
            damage.FoundBy = caller;
            uint address = damage.DamagedAt.Value != 0 ? damage.DamagedAt.Value : damage.Pointer.Value;
            bool isFree = damage.Block.State == BlockState.Free || damage.Fault == HeapFault.UseAfterFree;
            FreedBlock freed = isFree ? heap.History.Find(address, heap.Counts.Frees) : default;
            if (freed.Size != 0)
            {
                damage.Block.AllocatedBy = freed.AllocatedBy;
                damage.Block.FreedBy = freed.FreedBy;
            }

            heap.Counts.Count(ref heap.Counts.Reports);
            heap.Damage.Add(in damage);
        }

        /// <summary>Checks the heap; reports and mends the first fault, if it is a checked heap, and returns it.</summary>
        public HeapDamage MendNext(uint caller, ref VirtualAddress pointer)
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

            heap.Report(ref damage, caller);
            uint block = damage.Block.Address.Value;
            switch (damage.Fault)
            {
                case HeapFault.UseAfterFree or HeapFault.EndSmashed when block == heap.Bounds.Top:
                    heap.QuarantineTop(damage.DamagedAt.Value);
                    break;
                case HeapFault.HeaderSmashed or HeapFault.Overrun or HeapFault.UseAfterFree:
                    heap.Quarantine(block, caller);
                    break;
                case HeapFault.NotMerged:
                    heap.Quarantine(heap.Memory.FindHolder(block - 1), caller);
                    break;
                case HeapFault.NeighbourDisagrees:
                    heap.Memory.Machine.Store(block - sizeof(uint), heap.Bounds.Salt);
                    break;
                case HeapFault.ListWrong:
                    heap.ListAnew();
                    break;
                case HeapFault.CounterWrong:
                    heap.Recount();
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
        private void Quarantine(uint block, uint caller)
        {
            uint end = heap.Memory.Above(block);
            bool isSound = heap.Memory.IsSound(block);
            bool isListed = !isSound || heap.Memory.State(block) == BlockState.Free;
            if (!isSound)
            {
                heap.Memory.ClearOrigin(block);
            }

            heap.Memory.WriteQuarantined(block, end - block);
            if (isListed)
            {
                heap.ReportLists(block, caller);
                heap.ListAnew();
            }

            heap.Recount();
        }

        /// <summary>
        /// Takes the part of the top that was written to, up to the last word that isn't poisoned, out of use. What is too small
        /// for a block is poisoned again.
        /// </summary>
        private void QuarantineTop(uint damagedAt)
        {
            TMachine machine = heap.Memory.Machine;
            HeapBounds bounds = heap.Bounds;
            uint last = damagedAt;
            for (uint at = damagedAt; at < bounds.MappedEnd; at += sizeof(uint))
            {
                last = machine.Load(at) == CheckedBlocks.Poison ? last : at;
            }

            uint size = (last - bounds.Top + BlockHeader.Granularity) & BlockHeader.SizeMask;
            size = size < TFormat.SmallestBlock ? TFormat.SmallestBlock : size;
            size = size < bounds.End - bounds.Top ? size : bounds.End - bounds.Top;
            bool isBlock = size >= TFormat.SmallestBlock;
            heap.Memory.Poison(bounds.Top + (isBlock ? size : 0), bounds.MappedEnd);
            if (isBlock)
            {
                heap.Memory.Bounds.MoveTop(bounds.Top + size);
                heap.Memory.ClearOrigin(bounds.Top);
                heap.Memory.WriteQuarantined(bounds.Top, size);
            }

            heap.Recount();
        }

        /// <summary>
        /// Before the lists are made anew because of a damaged block: reports what else is wrong with them. Links and heads that
        /// lead to that block are not.
        /// </summary>
        private void ReportLists(uint damaged, uint caller)
        {
            bool isWrong = !heap.Blocks.Lists.AreBitsSound();
            for (uint list = 0; list < SizeClass.Count; list++)
            {
                uint head = heap.Blocks.Lists.Head(list);
                isWrong |= head != 0 && head != damaged
                    && !(heap.Memory.IsFreeBlock(head) && SizeClass.Of(heap.Memory.Size(head)) == list);
            }

            if (isWrong)
            {
                HeapDamage damage = new() { Fault = HeapFault.ListWrong };
                heap.Report(ref damage, caller);
            }

            for (uint block = heap.Bounds.First; block < heap.Bounds.Top; block = heap.Memory.Above(block))
            {
                uint at = heap.Memory.IsFreeBlock(block) ? heap.Blocks.FindWrongLink(block) : 0;
                if (at != 0 && at - block < heap.Memory.Size(block) && (heap.Memory.Machine.Load(at) ^ TFormat.LinkKey) != damaged)
                {
                    HeapDamage damage = heap.Blocks.Damage(HeapFault.ListWrong, block, at, at + sizeof(uint));
                    heap.Report(ref damage, caller);
                }
            }
        }

        /// <summary>Makes the lists anew out of the blocks.</summary>
        private void ListAnew()
        {
            heap.Blocks.Lists = default;
            for (uint block = heap.Bounds.First; block < heap.Bounds.Top; block = heap.Memory.Above(block))
            {
                if (heap.Memory.IsFreeBlock(block))
                {
                    heap.Blocks.TryInsert(block, heap.Memory.Size(block));
                }
            }
        }

        /// <summary>Makes the counters of blocks agree with what a walk finds.</summary>
        private void Recount()
        {
            BlockTotals blocks = heap.Memory.Count();
            heap.Counts.Count(ref heap.Counts.Lost, heap.Counts.Live - blocks.Live);
            heap.Counts.Count(ref heap.Counts.Quarantined, blocks.Quarantined - heap.Counts.Quarantined);
        }
    }
}
