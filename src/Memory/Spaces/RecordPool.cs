namespace Osmosis.Memory.Spaces;

/// <summary>
/// Takes and frees records of one kind in constant time. Whoever needs several reserves them first, so that nothing is
/// half done when there is no memory for one of them.
/// </summary>
public struct RecordPool<TStore, TRecord>
    where TStore : struct, IRecordStore<TRecord>
    where TRecord : struct, IRecord
{
    private TStore _store;
    private uint _firstFree;
    private uint _freed;
    private uint _nextUnused;
    private uint _count;

    /// <summary>Records that are taken.</summary>
    public readonly uint Taken => _nextUnused - 1 - _freed;

    /// <summary>One past the highest index that was ever taken.</summary>
    public readonly uint End => _nextUnused;

    /// <summary>Makes the default value an empty pool.</summary>
    public void Initialise(TStore store)
    {
        _store = store;
        _nextUnused = 1;
        _count = 1;
    }

    public readonly ref TRecord this[uint index] => ref _store.At(index);

    /// <summary>
    /// Sees to it that so many records can be taken. False, and nothing is changed, when there is no memory for them.
    /// </summary>
    public bool TryReserve(uint records)
    {
        while (_freed + (_count - _nextUnused) < records)
        {
            uint count = _store.Extend(_count);
            if (count == _count)
            {
                return false;
            }

            _count = count;
        }

        return true;
    }

    /// <summary>Takes a record, which holds what its last user left in it. It must have been reserved.</summary>
    public uint Take()
    {
        if (_firstFree == 0)
        {
            return _nextUnused++;
        }

        uint index = _firstFree;
        _firstFree = this[index].NextFree;
        _freed--;
        return index;
    }

    public void Free(uint index)
    {
        this[index].NextFree = _firstFree;
        _firstFree = index;
        _freed++;
    }
}
