using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Heap;

/// <summary>Damage that was found and not yet printed, oldest first: room for 8. More are counted.</summary>
internal struct DamageLog
{
    private const int Capacity = 8;

    private Entries _entries;
    private uint _taken;
    private uint _added;

    /// <summary>Reports since boot, those included that had no room.</summary>
    public uint Total { get; private set; }

    public void Add(HeapDamage damage)
    {
        Total++;
        if (_added - _taken < Capacity)
        {
            _entries[(int)(_added++ % Capacity)] = damage;
        }
    }

    public bool TryTake(out HeapDamage damage)
    {
        bool any = _taken != _added;
        damage = any ? _entries[(int)(_taken++ % Capacity)] : default;
        return any;
    }

    [InlineArray(Capacity)]
    private struct Entries
    {
        private HeapDamage _damage;
    }
}
