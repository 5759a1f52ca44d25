namespace Osmosis.Lab.Heaps;

/// <summary>Bytes that were handed out.</summary>
/// <param name="Address">The first.</param>
/// <param name="Bytes">How many were asked for.</param>
internal readonly record struct Block(uint Address, uint Bytes)
{
    /// <summary>The first address behind its last word.</summary>
    public uint End => Address + ((Bytes + 3) & ~3u);

    public bool Overlaps(uint start, uint end) => Address < end && start < End;

    public override string ToString() => $"0x{Address:x8}, {Bytes} bytes";
}
