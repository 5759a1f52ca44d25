using System.Diagnostics.CodeAnalysis;
using Osmosis.Memory.Spaces;

namespace Osmosis.Programs.Records;

/// <summary>A record that handles name.</summary>
public interface IHandled : IRecord
{
    /// <summary>
    /// How many records lay here before, modulo <see cref="Handle.Generations"/>. It outlives the record.
    /// </summary>
    uint Generation { get; set; }
}

/// <summary>Where records lie that handles name.</summary>
public interface IHandleStore<TRecord> : IRecordStore<TRecord>
    where TRecord : struct, IHandled
{
    /// <summary>
    /// A handle was used whose record is gone: a rule that nothing can break was broken, and everything stops.
    /// </summary>
    /// <param name="handle">The handle.</param>
    /// <param name="generation">That of the record which lies there now.</param>
    [DoesNotReturn]
    void Stale(Handle handle, uint generation);
}

/// <summary>A pool whose records are named by handles.</summary>
public struct HandlePool<TStore, TRecord>
    where TStore : struct, IHandleStore<TRecord>
    where TRecord : struct, IHandled
{
    private RecordPool<TStore, TRecord> _records;
    private TStore _store;

    /// <summary>Records that are taken.</summary>
    public readonly uint Taken => _records.Taken;

    /// <summary>Makes the default value an empty pool.</summary>
    public void Initialise(TStore store)
    {
        _store = store;
        _records.Initialise(store);
    }

    /// <summary>The record that a handle names.</summary>
    public readonly ref TRecord this[Handle handle]
    {
        get
        {
            ref TRecord record = ref _records[handle.Index];
            if (handle.IsNone || record.Generation != handle.Generation)
            {
                _store.Stale(handle, record.Generation);
            }

            return ref record;
        }
    }

    /// <inheritdoc cref="RecordPool{TStore, TRecord}.TryReserve"/>
    public bool TryReserve(uint records) =>
        _records.End + records <= Handle.EndOfIndexes && _records.TryReserve(records);

    /// <summary>Takes a record, which must have been reserved.</summary>
    public Handle Take(in TRecord contents)
    {
        uint index = _records.Take();
        uint generation = _records[index].Generation;
        _records[index] = contents;
        _records[index].Generation = generation;
        return new Handle(index, generation);
    }

    public void Free(Handle handle)
    {
        ref TRecord record = ref this[handle];
        record.Generation = (handle.Generation + 1) % Handle.Generations;
        _records.Free(handle.Index);
    }
}
