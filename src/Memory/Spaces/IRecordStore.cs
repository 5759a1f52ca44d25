namespace Osmosis.Memory.Spaces;

/// <summary>A record that lies in a pool.</summary>
public interface IRecord
{
    /// <summary>While the record is free: the index of the next free one, 0 after the last.</summary>
    uint NextFree { get; set; }
}

/// <summary>
/// Where the records of one kind lie. They never move, and index 0 stands for none. The kernel keeps them in pages of
/// its own part of the address space, a test in an array.
/// </summary>
public interface IRecordStore<TRecord>
    where TRecord : struct, IRecord
{
    /// <summary>The record with this index, which must be below the store's count.</summary>
    ref TRecord At(uint index);

    /// <summary>
    /// Makes room for more records, zeroed: 0 to <paramref name="count"/> - 1 are there now. Returns how many are there
    /// then: the same number when there is no memory for more.
    /// </summary>
    uint Extend(uint count);
}
