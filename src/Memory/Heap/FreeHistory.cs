using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Heap;

/// <summary>One block that was freed. The last word is the XOR of the others, so that a change of any one is found.</summary>
internal struct FreedBlock
{
    public uint Payload;
    public uint Size;
    public uint AllocatedBy;
    public uint FreedBy;
    public uint Check;

    public readonly bool IsSound => (Payload ^ Size ^ AllocatedBy ^ FreedBy) == Check;
}

/// <summary>
/// The last 64 frees of a checked heap. A freed block's header is gone once the block is merged with its neighbours; this
/// still tells who freed what, for a double free or a use after free. Free number n is in entry n mod 64.
/// </summary>
internal struct FreeHistory
{
    private const uint Capacity = 64;

    private Entries _entries;

    /// <summary>
    /// Describes free number <paramref name="number"/>, in place of the oldest. False, and nothing is changed, when that one
    /// is not as it was written.
    /// </summary>
    public bool TryAdd(uint number, uint payload, uint size, uint allocatedBy, uint freedBy)
    {
        ref FreedBlock entry = ref _entries[(int)(number % Capacity)];
        if (!entry.IsSound)
        {
            return false;
        }

        entry.Payload = payload;
        entry.Size = size;
        entry.AllocatedBy = allocatedBy;
        entry.FreedBy = freedBy;
        entry.Check = payload ^ size ^ allocatedBy ^ freedBy;
        return true;
    }

    /// <summary>The latest freed block that <paramref name="address"/> lay in, after <paramref name="frees"/> frees.</summary>
    public readonly bool TryFind(uint address, uint frees, out FreedBlock block)
    {
        // An entry that was not written yet has size 0: no address lies in it.
        for (uint age = 1; age <= Capacity; age++)
        {
            block = _entries[(int)((frees - age) % Capacity)];
            if (block.IsSound && address - block.Payload < block.Size)
            {
                return true;
            }
        }

        block = default;
        return false;
    }

    /// <summary>Whether all entries are as they were written.</summary>
    public readonly bool IsSound()
    {
        bool isSound = true;
        for (int i = 0; i < Capacity && isSound; i++)
        {
            isSound = _entries[i].IsSound;
        }

        return isSound;
    }

    /// <summary>Forgets the entries that were overwritten.</summary>
    public void ForgetUnsound()
    {
        for (int i = 0; i < Capacity; i++)
        {
            _entries[i] = _entries[i].IsSound ? _entries[i] : default;
        }
    }

    [InlineArray((int)Capacity)]
    private struct Entries
    {
        private FreedBlock _block;
    }
}
