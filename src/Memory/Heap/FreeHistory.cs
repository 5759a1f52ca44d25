using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Heap;

/// <summary>One block that was freed.</summary>
internal struct FreedBlock
{
    public uint Payload;
    public uint Size;
    public uint AllocatedBy;
    public uint FreedBy;

    public readonly uint Sum => Payload + Size + AllocatedBy + FreedBy;
}

/// <summary>
/// The last 64 frees of a checked heap. A freed block's header is gone once the block is merged with its neighbours;
/// this still tells who freed what, for a double free or a use after free. Free number n is in entry n mod 64. One more
/// word makes the sum of all of them 0, and every change keeps the sum as it is: a word that somebody else overwrote
/// stays found out.
/// </summary>
internal struct FreeHistory
{
    private const uint Capacity = 64;

    private Entries _entries;
    private uint _check;

    /// <summary>Describes free number <paramref name="number"/>, in place of the oldest.</summary>
    public void Add(uint number, uint payload, uint size, uint allocatedBy, uint freedBy)
    {
        ref FreedBlock entry = ref _entries[(int)(number % Capacity)];
        _check += entry.Sum - (payload + size + allocatedBy + freedBy);
        entry.Payload = payload;
        entry.Size = size;
        entry.AllocatedBy = allocatedBy;
        entry.FreedBy = freedBy;
    }

    /// <summary>
    /// The latest freed block that an address lay in, after <paramref name="frees"/> frees; the default value for none.
    /// </summary>
    public readonly FreedBlock Find(uint address, uint frees)
    {
        for (uint age = 1; age <= Capacity && IsSound(); age++)
        {
            FreedBlock block = _entries[(int)((frees - age) % Capacity)];
            if (address - block.Payload < block.Size)
            {
                return block;
            }
        }

        return default;
    }

    /// <summary>Nobody but the heap wrote these words.</summary>
    public readonly bool IsSound()
    {
        uint sum = _check;
        foreach (ref readonly FreedBlock entry in _entries)
        {
            sum += entry.Sum;
        }

        return sum == 0;
    }

    [InlineArray((int)Capacity)]
    private struct Entries
    {
        private FreedBlock _block;
    }
}
