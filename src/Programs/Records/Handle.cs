namespace Osmosis.Programs.Records;

/// <summary>
/// Names a record in a pool: its index, and which of the records that lay there one after another is meant. So a handle
/// that outlives its record is found, until the place has been used 4,096 times more.
/// </summary>
/// <param name="value">Index in the lower 20 bits, generation in the upper 12.</param>
public readonly struct Handle(uint value)
{
    /// <summary>No index is so large.</summary>
    public const uint EndOfIndexes = 1u << IndexBits;

    /// <summary>Generations are counted modulo this.</summary>
    public const uint Generations = 1u << (32 - IndexBits);

    private const int IndexBits = 20;

    public Handle(uint index, uint generation)
        : this(index | (generation << IndexBits))
    {
    }

    /// <summary>0 for none: no record has index 0.</summary>
    public uint Value => value;

    public bool IsNone => value == 0;

    public uint Index => value & (EndOfIndexes - 1);

    public uint Generation => value >> IndexBits;
}
