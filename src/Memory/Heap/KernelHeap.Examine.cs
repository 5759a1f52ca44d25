using System.Runtime.CompilerServices;

namespace Osmosis.Memory;

// What is looked at before a block is taken back, or the heap's end moved, and why a pointer is refused (H5).
public partial struct KernelHeap<TMachine, TPages, TFormat>
{
    /// <summary>Whether an allocated block's payload starts at the pointer, undamaged; and whether its neighbours can be merged with.</summary>
    private HeapError Examine(VirtualAddress pointer, uint caller)
    {
        uint block = pointer.Value - TFormat.HeaderBytes;
        if (!IsBlockAddress(block) || !IsSound(block) || !Header(block).IsAllocated)
        {
            return Refuse(pointer, caller);
        }

        return TFormat.IsChecked ? ExamineSurroundings(block, pointer, caller) : HeapError.None;
    }

    private HeapError ExamineSurroundings(uint block, VirtualAddress pointer, uint caller)
    {
        BlockHeader header = Header(block);
        uint above = block + header.Size;
        if (!HasEndMark(block, header.Size))
        {
            Report(HeapFault.Overrun, block, FindOverrun(block), above, pointer, caller);
            SetAside(block, caller);
            return HeapError.Damaged;
        }

        if (Header(above).IsFree)
        {
            CheckFree(above, 0, caller);
        }
        else if (!IsSound(above))
        {
            ReportSmashed(above, VirtualAddress.Null, caller);
            Repair(above, caller);
        }

        if (Header(block).IsPreviousFree)
        {
            ExamineBelow(block, caller);
        }

        return HeapError.None;
    }

    /// <summary>Before a block is merged with the free one below: that the footer leads to it, and that it can be taken out of its list.</summary>
    private void ExamineBelow(uint block, uint caller)
    {
        uint footer = Word(block - sizeof(uint));
        uint below = block - footer;
        if (below < block && IsBlockAddress(below) && IsSound(below) && Header(below).IsFree && Header(below).Size == footer)
        {
            CheckFree(below, 0, caller);
            return;
        }

        below = FindBelow(block);
        if (IsSound(below))
        {
            ReportUse(below, block - sizeof(uint), caller);
        }
        else
        {
            ReportSmashed(below, VirtualAddress.Null, caller);
        }

        SetAside(below, caller);
    }

    /// <summary>Before the heap grows or shrinks: that the header after the last block is sound, and that block too if it is free.</summary>
    private void ExamineEnd(uint caller)
    {
        if (!TFormat.IsChecked || IsEmpty)
        {
            return;
        }

        if (!IsSound(_end))
        {
            ReportSmashed(_end, VirtualAddress.Null, caller);
            Repair(_end, caller);
        }

        if (Header(_end).IsPreviousFree)
        {
            ExamineBelow(_end, caller);
        }
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
            bool isFree = IsBlockAddress(block) && IsSound(block) && Header(block).IsFree;
            return isFree ? HeapError.AlreadyFree : HeapError.NotABlock;
        }

        uint holder = FindHolder(pointer.Value);
        if (holder == 0)
        {
            Report(HeapFault.WildFree, 0, 0, 0, pointer, caller);
            return HeapError.NotABlock;
        }

        if (!IsSound(holder))
        {
            ReportSmashed(holder, pointer, caller);
            Repair(holder, caller);
            return HeapError.Damaged;
        }

        BlockHeader header = Header(holder);
        if (header.IsSetAside)
        {
            Report(HeapFault.WildFree, holder, 0, 0, pointer, caller);
            return HeapError.Damaged;
        }

        bool wasFreed = header.IsFree && (pointer.Value == holder + TFormat.HeaderBytes
            || (_history.TryFind(pointer.Value, out FreedBlock freed) && freed.Payload == pointer.Value));
        Report(wasFreed ? HeapFault.DoubleFree : HeapFault.WildFree, holder, 0, 0, pointer, caller);
        return wasFreed ? HeapError.AlreadyFree : HeapError.NotABlock;
    }
}
