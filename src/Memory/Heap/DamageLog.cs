using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Heap;

/// <summary>
/// Damage that was found and not yet taken, oldest first: room for 8. The last one counts those without room.
/// </summary>
internal struct DamageLog
{
    private const uint Capacity = 8;

    private Entries _entries;
    private uint _taken;
    private uint _added;

    public readonly bool IsEmpty => _added == _taken;

    /// <summary>Not more reports wait than there is room for.</summary>
    public readonly bool IsSound => _added - _taken <= Capacity;

    public void Add(in HeapDamage damage)
    {
        if (_added - _taken < Capacity)
        {
            _entries[(int)(_added++ % Capacity)] = damage;
        }
        else
        {
            _entries[(int)((_added - 1) % Capacity)].Omitted++;
        }
    }

    public bool TryTake(out HeapDamage damage)
    {
        bool any = !IsEmpty;
        damage = any ? _entries[(int)(_taken % Capacity)] : default;
        _taken = any && IsSound ? _taken + 1 : _added;
        return any;
    }

    /// <summary>Forgets what waits, if that can't be right.</summary>
    public void Accept() => _taken = IsSound ? _taken : _added;

    [InlineArray((int)Capacity)]
    private struct Entries
    {
        private HeapDamage _damage;
    }
}
