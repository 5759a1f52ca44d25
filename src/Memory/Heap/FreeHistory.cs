using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Heap;

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

    /// <summary>Where the block that is freed now is to be described, in place of the oldest.</summary>
    [UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref FreedBlock Next() => ref _entries[(int)(_count++ % Capacity)];

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
