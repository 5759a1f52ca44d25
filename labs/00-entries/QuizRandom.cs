namespace Osmosis.Lab.Entries;

/// <summary>Numbers that follow from a seed, on every machine the same (xorshift32, Marsaglia 2003).</summary>
internal sealed class QuizRandom(int seed)
{
    // Neighbouring seeds begin far from each other; 0 would stay 0.
    private uint _state = ((uint)seed * 2_654_435_761) | 1;

    /// <summary>From <paramref name="from"/> up to, and without, <paramref name="to"/>.</summary>
    public uint Next(uint from, uint to)
    {
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return from + (_state % (to - from));
    }

    public T Of<T>(IReadOnlyList<T> list) => list[(int)Next(0, (uint)list.Count)];
}
