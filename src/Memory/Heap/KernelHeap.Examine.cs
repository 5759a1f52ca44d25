using System.Runtime.CompilerServices;
using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

// What is looked at before a block is taken back, or the heap's end moved, and why a pointer is refused (H5).
public partial struct KernelHeap<TMachine, TPages, TFormat>
{
    /// <summary>Whether an allocated block's payload starts at the pointer, undamaged.</summary>
    private HeapError Examine(VirtualAddress pointer, uint caller)
    {
        uint block = pointer.Value - TFormat.HeaderBytes;
        if (!IsBlockAddress(block) || !IsSound(block) || !Header(block).IsAllocated)
        {
            return Refuse(pointer, caller);
        }

        if (TFormat.IsChecked && !HasEndMark(block, Header(block).Size))
        {
            SetAsideOverrun(block, caller);
            return HeapError.Damaged;
        }

        return HeapError.None;
    }

    /// <summary>A block's end mark is damaged: its owner wrote past its end.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SetAsideOverrun(uint block, uint caller)
    {
        Report(HeapFault.Overrun, block, FindOverrun(block), block + Header(block).Size, new VirtualAddress(block + TFormat.HeaderBytes), caller);
        SetAside(block, caller);
    }

    /// <summary>What lies below a block is neither an end mark nor the footer of a free block. The block below was damaged, and is set aside.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SetAsideBelow(uint block, uint caller)
    {
        uint below = FindBelow(block);
        if (below == 0 || Header(below).IsSetAside)
        {
            Report(HeapFault.NeighbourDisagrees, block, block - sizeof(uint), block, VirtualAddress.Null, caller);
            SetWord(block - sizeof(uint), _secret);
            return;
        }

        if (!IsSound(below))
        {
            ReportSmashed(below, VirtualAddress.Null, caller);
        }
        else if (Header(below).IsFree)
        {
            ReportUse(below, block - sizeof(uint), caller);
        }
        else
        {
            Report(HeapFault.Overrun, below, FindOverrun(below), block, VirtualAddress.Null, caller);
        }

        SetAside(below, caller);
    }

    /// <summary>Refuses to free a pointer.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private HeapError RefuseFree(VirtualAddress pointer, uint caller)
    {
        if (!IsInWindow(pointer))
        {
            return HeapError.OutsideWindow;
        }

        _refusedFrees++;
        return Refuse(pointer, caller);
    }

    private readonly bool IsInWindow(VirtualAddress pointer) => pointer.Value - Base < MemoryLayout.HeapMaxSize;

    /// <summary>Explains why a pointer can't be freed. Slow: it walks the heap.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private HeapError Refuse(VirtualAddress pointer, uint caller)
    {
        if (!TFormat.IsChecked)
        {
            uint block = pointer.Value - TFormat.HeaderBytes;
            bool isInTop = block >= _top && block < _end && pointer.Value % BlockHeader.Granularity == 0;
            bool isFree = isInTop || (IsBlockAddress(block) && IsSound(block) && Header(block).IsFree);
            return isFree ? HeapError.AlreadyFree : HeapError.NotABlock;
        }

        uint holder = FindHolder(pointer.Value);
        if (holder == 0)
        {
            Report(HeapFault.WildFree, 0, 0, 0, pointer, caller);
            return HeapError.NotABlock;
        }

        if (holder != _top && !IsSound(holder))
        {
            ReportSmashed(holder, pointer, caller);
            Repair(holder, caller);
            return HeapError.Damaged;
        }

        BlockState state = State(holder);
        if (state == BlockState.SetAside)
        {
            Report(HeapFault.WildFree, holder, 0, 0, pointer, caller);
            return HeapError.Damaged;
        }

        bool wasFreed = state == BlockState.Free && (pointer.Value == holder + TFormat.HeaderBytes
            || (_history.TryFind(pointer.Value, out FreedBlock freed) && freed.Payload == pointer.Value));
        Report(wasFreed ? HeapFault.DoubleFree : HeapFault.WildFree, holder, 0, 0, pointer, caller);
        return wasFreed ? HeapError.AlreadyFree : HeapError.NotABlock;
    }
}
