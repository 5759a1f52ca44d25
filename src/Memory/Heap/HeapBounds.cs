using System.Diagnostics.CodeAnalysis;

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
    private uint _first;
    private uint _top;
    private uint _end;
    private uint _salt;
    private uint _check;

    /// <summary>Nothing is mapped yet in the window that starts at <paramref name="start"/>.</summary>
    /// <param name="start">First byte of the window.</param>
    /// <param name="salt">A number that stray writes don't know. No byte of it becomes 0, or a text's end would hide.</param>
    internal HeapBounds(uint start, uint salt)
    {
        _first = start + BlockHeader.Bytes;
        _top = _first;
        _end = _first;
        _salt = salt | 0x0101_0101;
        _check = 0 - (_first + _top + _end + _salt);
    }

    /// <summary>The lowest block's address.</summary>
    public readonly uint First => _first;

    /// <summary>One past the last block.</summary>
    public readonly uint Top => _top;

    /// <summary>One past the last byte that a block can have.</summary>
    public readonly uint End => _end;

    public readonly uint Salt => _salt;

    /// <summary>First byte of the window.</summary>
    public readonly uint Base => _first - BlockHeader.Bytes;

    /// <summary>One past the last byte of the window.</summary>
    public readonly uint Limit => Base + MemoryLayout.HeapMaxSize;

    /// <summary>Nothing is mapped.</summary>
    public readonly bool IsEmpty => _end == _first;

    /// <summary>One past the last byte that is mapped.</summary>
    public readonly uint MappedEnd => IsEmpty ? Base : _end + BlockHeader.Bytes;

    /// <summary>Where <see cref="Top"/> is kept, for an observer of memory (docs/SNAPSHOT.md).</summary>
    [UnscopedRef]
    public readonly ref readonly uint TopWord => ref _top;

    /// <summary>Where <see cref="End"/> is kept.</summary>
    [UnscopedRef]
    public readonly ref readonly uint EndWord => ref _end;

    /// <summary>Where <see cref="Salt"/> is kept.</summary>
    [UnscopedRef]
    public readonly ref readonly uint SaltWord => ref _salt;

    /// <summary>Nobody but the heap wrote these words.</summary>
    internal readonly bool IsSound => _first + _top + _end + _salt + _check == 0;

    /// <summary>Whether a block of <paramref name="smallest"/> bytes could start at an address.</summary>
    internal readonly bool CanStartAt(uint block, uint smallest) =>
        block >= _first && block <= _top - smallest && (block + BlockHeader.Bytes) % BlockHeader.Granularity == 0;

    internal void MoveTop(uint to)
    {
        _check += _top - to;
        _top = to;
    }

    internal void MoveEnd(uint to)
    {
        _check += _end - to;
        _end = to;
    }
}
