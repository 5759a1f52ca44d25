namespace Osmosis.Memory.Heap;

/// <summary>
/// Where the heap lies, and its salt. A fifth word makes the sum of all five 0. Every change keeps the sum as it is, so
/// that a word which somebody else overwrote never goes unseen, whatever the heap does before it looks.
/// <code>
/// base  first                              top              end    mapped end     limit
/// │ pad │ block │ block │ … │ live block   │ free           │ pad  │ not mapped    │
/// </code>
/// What is mapped above the last live block is the top: free memory without a header, in no list.
/// </summary>
public struct HeapBounds
{
    /// <summary>The lowest block's address.</summary>
    public uint First;
    /// <summary>One past the last block.</summary>
    public uint Top;
    /// <summary>One past the last byte that a block can have.</summary>
    public uint End;
    public uint Salt;
    private uint _check;

    /// <summary>
    /// Nothing is mapped yet in the window. No byte of the salt becomes 0, or a text's end would hide.
    /// </summary>
    internal HeapBounds(uint start, uint salt)
    {
        First = Top = End = start + BlockHeader.Bytes;
        Salt = salt | 0x0101_0101;
        _check = 0 - (First + Top + End + Salt);
    }

    /// <summary>First byte of the window.</summary>
    public readonly uint Base => First - BlockHeader.Bytes;
    /// <summary>One past the last byte of the window.</summary>
    public readonly uint Limit => Base + MemoryLayout.HeapMaxSize;
    /// <summary>Nothing is mapped.</summary>
    public readonly bool IsEmpty => End == First;
    /// <summary>One past the last byte that is mapped.</summary>
    public readonly uint MappedEnd => IsEmpty ? Base : End + BlockHeader.Bytes;
    /// <summary>Bytes of the window that are mapped.</summary>
    public readonly uint MappedBytes => MappedEnd - Base;

    /// <summary>Nobody but the heap wrote these words.</summary>
    internal readonly bool IsSound => First + Top + End + Salt + _check == 0;

    /// <summary>Whether a block of <paramref name="smallest"/> bytes could start at an address.</summary>
    internal readonly bool CanStartAt(uint block, uint smallest) =>
        block >= First && block <= Top - smallest && (block + BlockHeader.Bytes) % BlockHeader.Granularity == 0;

    internal void MoveTop(uint to)
    {
        _check += Top - to;
        Top = to;
    }

    internal void MoveEnd(uint to)
    {
        _check += End - to;
        End = to;
    }
}
