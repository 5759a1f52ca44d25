// The entries that the processor finds on its way from an address to memory.
namespace Osmosis.Snapshot;

/// <param name="Address">Virtual.</param>
/// <param name="Root">CR3: physical address of the directory.</param>
/// <param name="DirectoryEntry">Present.</param>
/// <param name="TableEntry">Present.</param>
public sealed record PageWalk(uint Address, uint Root, PageEntry DirectoryEntry, PageEntry TableEntry)
{
    public uint DirectoryIndex => Address >> 22;

    public uint TableIndex => (Address >> 12) % PageTables.Entries;

    public uint Offset => Address % KernelSnapshot.PageSize;

    public uint Physical => TableEntry.Frame + Offset;

    /// <summary>The rows of the shell's <c>pte</c> for the walk: name and value.</summary>
    public IReadOnlyList<(string Name, string Value)> Rows =>
    [
        ("address", $"v0x{Address:x8}"), ("directory index", $"{DirectoryIndex}"), ("table index", $"{TableIndex}"),
        ("offset", $"0x{Offset:x3}"),
        ("directory entry", DirectoryEntry.ToString()), ("table entry", TableEntry.ToString()),
        ("physical address", $"p0x{Physical:x8}"),
    ];
}
