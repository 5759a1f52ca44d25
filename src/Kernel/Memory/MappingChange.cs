using System.Runtime.CompilerServices;
using Osmosis.Kernel.Snapshot;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;

namespace Osmosis.Kernel.Memory;

/// <summary>
/// A change of one page's mapping: the core is busy until <see cref="End"/>, which then tells whoever watches what came of it, and whether a page
/// table came or went with it. Both are inlined into the entry, as the record names who called that.
/// </summary>
internal readonly ref struct MappingChange
{
    private readonly VirtualAddress _page;
    private readonly uint _tables;
    private readonly CoreUse _use;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MappingChange(VirtualAddress page)
    {
        _page = page;
        _tables = KernelMemory.Paging.PageTables;
        _use = CoreUse.Begin();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MapError End(EventKind kind, MapError error)
    {
        _use.Dispose();
        if (EventRing.IsWatched)
        {
            EventRing.RecordMapping(kind, _page, error, _tables);
        }

        return error;
    }
}
