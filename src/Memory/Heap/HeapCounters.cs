namespace Osmosis.Memory.Heap;

/// <summary>
/// What the heap counts. One more word makes the sum of all of them 0, and every change keeps the sum as it is: a
/// counter that somebody else overwrote stays found out.
/// </summary>
public struct HeapCounters
{
    public uint Allocations;
    public uint Frees;
    /// <summary>Allocated blocks that were damaged and quarantined.</summary>
    public uint Lost;
    /// <summary>Blocks that are quarantined now.</summary>
    public uint Quarantined;
    /// <summary>Allocations that failed.</summary>
    public uint Failures;
    public uint RefusedFrees;
    /// <summary>How often damage or misuse was reported.</summary>
    public uint Reports;
    /// <summary>The mark in force, 0 to 1023: blocks allocated from now on carry it.</summary>
    public uint Mark;

    private uint _lastFailure;
    private uint _check;

    /// <summary>Why the last allocation that returned null did; None while none has.</summary>
    public readonly HeapError LastFailure => (HeapError)_lastFailure;

    /// <summary>Blocks that are allocated: those that were lost don't count.</summary>
    public readonly uint Live => Allocations - Frees - Lost;

    /// <summary>Nobody but the heap wrote these words.</summary>
    internal readonly bool IsSound => Sum + _check == 0;

    private readonly uint Sum =>
        Allocations + Frees + Lost + Quarantined + Failures + RefusedFrees + Reports + Mark + _lastFailure;

    internal void Count(ref uint counter, uint change = 1)
    {
        counter += change;
        _check -= change;
    }

    internal void CountFailure(HeapError error)
    {
        Count(ref Failures);
        Count(ref _lastFailure, (uint)error - _lastFailure);
    }

    /// <summary>The next mark; after 1023 the number stays.</summary>
    internal void AddMark() => Count(ref Mark, Mark < uint.MaxValue >> CheckedBlocks.MarkShift ? 1u : 0);

    /// <summary>
    /// A counter was overwritten, and that has been reported: what the counters hold now is taken as right.
    /// </summary>
    internal void Accept() => _check = 0 - Sum;
}
