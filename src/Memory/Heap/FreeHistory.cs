using System.Runtime.CompilerServices;

namespace Osmosis.Memory;

/// <summary>One block that was freed.</summary>
internal struct FreedBlock
{
    public uint Payload;
    public uint Size;
    public uint AllocatedBy;
    public uint FreedBy;
}

/// <summary>
/// The last 64 frees of a checked heap. A freed block's header is gone once it is merged with its neighbours; this still tells who freed
/// what, for a double free or a use after free.
/// </summary>
internal struct FreeHistory
{
    private const int Capacity = 64;

    private Entries _entries;
    private uint _count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(uint payload, uint size, uint allocatedBy, uint freedBy)
    {
        ref FreedBlock block = ref _entries[(int)(_count++ % Capacity)];
        block.Payload = payload;
        block.Size = size;
        block.AllocatedBy = allocatedBy;
        block.FreedBy = freedBy;
    }

    /// <summary>The latest freed block that <paramref name="address"/> lay in.</summary>
    public readonly bool TryFind(uint address, out FreedBlock block)
    {
        // An entry that was not written yet has size 0: no address lies in it.
        for (uint age = 1; age <= Capacity; age++)
        {
            block = _entries[(int)((_count - age) % Capacity)];
            if (address - block.Payload < block.Size)
            {
                return true;
            }
        }

        block = default;
        return false;
    }

    [InlineArray(Capacity)]
    private struct Entries
    {
        private FreedBlock _block;
    }
}
