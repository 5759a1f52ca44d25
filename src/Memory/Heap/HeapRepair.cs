using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Heap;

/// <summary>
/// What a heap does about damage and misuse (H4, H5). Each fault that the check finds in a checked heap is reported,
/// and its block quarantined or the words mended, until there is none. Whatever is mended is reported. Slow, and only
/// reached when there is damage.
/// </summary>
internal readonly ref struct HeapRepair<TMachine, TFormat>
    where TMachine : struct, IMachine
    where TFormat : struct, IBlockFormat
{
    private readonly ref HeapBlocks<TMachine, TFormat> _blocks;
    private readonly ref BlockMemory<TMachine, TFormat> _memory;
    private readonly ref HeapJournal _journal;
    private readonly uint _caller;
    private readonly VirtualAddress _pointer;

    /// <param name="caller">Code address of the call that found the damage; 0 when unknown.</param>
    /// <param name="pointer">What was to be freed; null when the damage was found otherwise.</param>
    public HeapRepair(
        ref HeapBlocks<TMachine, TFormat> blocks, ref HeapJournal journal, uint caller, VirtualAddress pointer)
    {
        _blocks = ref blocks;
        _memory = ref blocks.Memory;
        _journal = ref journal;
        _caller = caller;
        _pointer = pointer;
    }

    private HeapStatistics Statistics => HeapStatistics.Of(in _memory, in _journal.Counts);

    /// <summary>Why no undamaged allocated block's payload starts at the pointer; a checked heap reports it.</summary>
    public HeapError Explain()
    {
        ref HeapBounds bounds = ref _memory.Bounds;
        if (!bounds.IsSound)
        {
            MendAll();
            return HeapError.Damaged;
        }

        if (_pointer.Value - bounds.Base >= MemoryLayout.HeapMaxSize)
        {
            return HeapError.OutsideWindow;
        }

        uint block = _pointer.Value - TFormat.HeaderBytes;
        if (!TFormat.IsChecked)
        {
            bool isInTop = block >= bounds.Top && block < bounds.End && _pointer.Value % BlockHeader.Granularity == 0;
            return isInTop || _memory.IsFreeBlock(block) ? HeapError.AlreadyFree : HeapError.NotABlock;
        }

        HeapBlock holder = _memory.FindHolder(_pointer.Value);
        uint start = holder.Address.Value;
        bool isBlock = holder.Size != 0 && start < bounds.Top;
        bool isDamaged = isBlock
            && (!_memory.IsSound(start) || (start == block && holder.State == BlockState.Allocated));
        if (isDamaged && MendAll())
        {
            return HeapError.Damaged;
        }

        bool wasFreed = holder.State == BlockState.Free && (block == start
            || _journal.History.Find(_pointer.Value, _journal.Counts.Frees).Payload == _pointer.Value);
        HeapFault fault = wasFreed ? HeapFault.DoubleFree : HeapFault.WildFree;
        HeapDamage damage = new() { Fault = fault, Pointer = _pointer, Block = holder };
        _journal.Report(ref damage, _caller);
        return wasFreed ? HeapError.AlreadyFree
            : holder.State == BlockState.Quarantined ? HeapError.Damaged
            : HeapError.NotABlock;
    }

    /// <summary>
    /// Finds, reports and mends all damage. False when there was none, or when it can't be mended: the bounds are
    /// wrong.
    /// </summary>
    public bool MendAll()
    {
        bool hasMended = false;
        while (MendOne().Fault is not (HeapFault.None or HeapFault.BoundsWrong) && TFormat.IsChecked)
        {
            hasMended = true;
        }

        return hasMended;
    }

    /// <summary>
    /// Returns the first fault of the heap. A checked heap reports it, and mends it or quarantines its block.
    /// </summary>
    public HeapDamage MendOne()
    {
        HeapDamage damage = new HeapCheck<TMachine, TFormat>(in _blocks).Run(in _journal);
        if (damage.Fault == HeapFault.None || !TFormat.IsChecked)
        {
            return damage;
        }

        // The pointer's own block is damaged, or the one below ran over into its header.
        uint block = damage.Block.Address.Value;
        if (_pointer.Value - block <= damage.Block.Size + TFormat.HeaderBytes)
        {
            damage.Pointer = _pointer;
        }

        _journal.Report(ref damage, _caller);
        switch (damage.Fault)
        {
            case HeapFault.UseAfterFree or HeapFault.EndSmashed when block == _memory.Bounds.Top:
                QuarantineTop(damage.DamagedAt.Value);
                break;
            case HeapFault.HeaderSmashed or HeapFault.Overrun or HeapFault.UseAfterFree:
                Quarantine(in damage.Block);
                break;
            case HeapFault.NotMerged:
                Quarantine(_memory.FindHolder(block - 1));
                break;
            case HeapFault.NeighbourDisagrees:
                _memory.Machine.Store(block - sizeof(uint), _memory.Bounds.Salt);
                break;
            case HeapFault.ListWrong:
                _blocks.Lists.ListAnew(in _memory);
                break;
            case HeapFault.CounterWrong:
                _journal.Accept(Statistics);
                break;
            case HeapFault.HistoryWrong:
                _journal.History = default;
                break;
        }

        return damage;
    }

    /// <summary>Takes a damaged block out of use; one without a sound header up to the next that has one.</summary>
    private void Quarantine(in HeapBlock block)
    {
        uint at = block.Address.Value;
        bool isSound = _memory.IsSound(at);
        if (!isSound || block.State == BlockState.Free)
        {
            _blocks.Lists.LeadPast(in _memory, at);
        }

        if (!isSound)
        {
            _memory.ClearOrigin(at);
        }

        _memory.WriteQuarantined(at, block.Size);
        _journal.Recount(Statistics);
    }

    /// <summary>
    /// Takes the part of the top that was written to, up to the last word that isn't poisoned, out of use. What is too
    /// small for a block is poisoned again.
    /// </summary>
    private void QuarantineTop(uint damagedAt)
    {
        uint top = _memory.Bounds.Top;
        uint room = _memory.Bounds.End - top;
        uint mappedEnd = _memory.Bounds.MappedEnd;
        uint last = damagedAt;
        for (uint at = damagedAt; at < mappedEnd; at += sizeof(uint))
        {
            last = _memory.Machine.Load(at) == CheckedBlocks.Poison ? last : at;
        }

        uint size = (last - top + BlockHeader.Granularity) & BlockHeader.SizeMask;
        size = size < TFormat.SmallestBlock ? TFormat.SmallestBlock : size;
        size = size < room ? size : room;
        bool isBlock = size >= TFormat.SmallestBlock;
        _memory.Poison(top + (isBlock ? size : 0), mappedEnd);
        if (isBlock)
        {
            _memory.Bounds.MoveTop(top + size);
            _memory.ClearOrigin(top);
            _memory.WriteQuarantined(top, size);
        }

        _journal.Recount(Statistics);
    }
}
