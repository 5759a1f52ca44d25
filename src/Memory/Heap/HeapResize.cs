using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>Resizes what was allocated (H7).</summary>
internal static class HeapResize
{
    extension<TMachine, TPages, TFormat>(ref KernelHeap<TMachine, TPages, TFormat> heap)
        where TMachine : struct, IMachine
        where TPages : struct, IHeapPages
        where TFormat : struct, IBlockFormat
    {
        /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.Reallocate"/>
        public VirtualAddress Resize(VirtualAddress pointer, uint bytes, uint caller)
        {
            if (pointer == VirtualAddress.Null)
            {
                return heap.Allocate(bytes, caller);
            }

            if (bytes == 0)
            {
                HeapError freed = heap.Free(pointer, caller);
                return freed == HeapError.None ? VirtualAddress.Null : heap.Fail(freed);
            }

            if (bytes > MemoryLayout.HeapMaxSize)
            {
                return heap.Fail(HeapError.TooLarge);
            }

            uint block = pointer.Value - TFormat.HeaderBytes;
            uint size = heap.Bounds.IsSound ? heap.Memory.AllocatedSize(block) : 0;
            if (size == 0)
            {
                return heap.Fail(heap.Explain(pointer, caller));
            }

            HeapError error = heap.ResizeInPlace(block, size, bytes, caller);
            return error == HeapError.None ? pointer
                : error != HeapError.Damaged ? heap.Move(pointer, bytes, caller)
                : heap.Mend(caller) ? heap.Resize(pointer, bytes, caller)
                : heap.Fail(error);
        }

        /// <summary>
        /// Gives up the end of a block, or takes what is needed of the free memory above it: WindowExhausted when that doesn't
        /// suffice, Damaged when it was written to. Then nothing is changed.
        /// </summary>
        private HeapError ResizeInPlace(uint block, uint room, uint bytes, uint caller)
        {
            uint size = HeapMemory<TMachine, TPages, TFormat>.SizeFor(bytes);
            bool isListed = true;
            if (room < size)
            {
                HeapError error = heap.Extend(block + room, size - room, out uint taken, out isListed);
                if (error != HeapError.None)
                {
                    return error;
                }

                room += taken;
            }
            else if (TFormat.IsChecked && room - size >= TFormat.SmallestBlock && !heap.Blocks.CanReleaseEnd(block + room))
            {
                return HeapError.Damaged;
            }

            heap.Trim(block, room, bytes, caller);
            if (!isListed)
            {
                heap.Mend(caller);
            }

            return HeapError.None;
        }

        /// <summary>Takes at least so many bytes from the top or the free block above an end.</summary>
        private HeapError Extend(uint end, uint missing, out uint taken, out bool isListed)
        {
            ref HeapMemory<TMachine, TPages, TFormat> memory = ref heap.Blocks.Memory;
            taken = missing;
            isListed = true;
            if (end == memory.Bounds.Top)
            {
                if (memory.Bounds.End - end < missing)
                {
                    return HeapError.WindowExhausted;
                }

                if (memory.PoisonEnd(end, end + missing) != end + missing)
                {
                    return HeapError.Damaged;
                }

                memory.Bounds.MoveTop(end + missing);
                return HeapError.None;
            }

            uint above = memory.Machine.Load(end);
            if (!BlockHeader.IsFree(above) || BlockHeader.Size(above) < missing)
            {
                return HeapError.WindowExhausted;
            }

            if (TFormat.IsChecked && !heap.Blocks.CanTake(end, missing))
            {
                return HeapError.Damaged;
            }

            isListed = heap.Blocks.Take(end, ref taken);

            // A header that stays behind would still look like one.
            uint overhead = HeapMemory<TMachine, TPages, TFormat>.FreeOverhead;
            memory.Poison(end, end + (taken < overhead ? taken : overhead));
            return HeapError.None;
        }

        /// <summary>A block moves only when it grows: all that it holds fits.</summary>
        private VirtualAddress Move(VirtualAddress pointer, uint bytes, uint caller)
        {
            TMachine machine = heap.Memory.Machine;
            uint payload = heap.Memory.PayloadEnd(pointer.Value - TFormat.HeaderBytes) - pointer.Value;
            VirtualAddress moved = heap.Allocate(bytes, caller);
            if (moved == VirtualAddress.Null)
            {
                return moved;
            }

            uint words = payload / sizeof(uint);
            machine.Copy(pointer.Value, moved.Value, words);
            for (uint offset = words * sizeof(uint); offset < payload; offset++)
            {
                machine.StoreByte(moved.Value + offset, machine.LoadByte(pointer.Value + offset));
            }

            HeapError error = heap.Free(pointer, caller);
            if (error == HeapError.None)
            {
                return moved;
            }

            // The block was quarantined while a place for it was sought: the caller, who learns that, gets no other.
            heap.Free(moved, caller);
            return heap.Fail(error);
        }
    }
}
