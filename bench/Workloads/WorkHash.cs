// Proof that the same work was done: a hash over every operation (FNV-1a on 32-bit words).

namespace Osmosis.Benchmarks;

/// <summary>h = 2166136261; for each of three words, h = (h ^ word) × 16777619 mod 2^32.</summary>
internal struct WorkHash
{
    private uint _value;
    private bool _hasStarted;

    public readonly uint Value => _value;

    public void Add(uint first, uint second, uint third)
    {
        if (!_hasStarted)
        {
            _value = 2166136261;
            _hasStarted = true;
        }

        _value = (_value ^ first) * 16777619;
        _value = (_value ^ second) * 16777619;
        _value = (_value ^ third) * 16777619;
    }
}

/// <summary>
/// state = (state × 1664525 + 1013904223) mod 2^32, from 12345; a draw is the upper 16 bits modulo n.
/// </summary>
internal struct WorkRandom
{
    private uint _state;

    public static WorkRandom Start() => new() { _state = 12345 };

    public uint Next(uint below)
    {
        _state = (_state * 1664525) + 1013904223;
        return (_state >> 16) % below;
    }
}
