// The page tables, walked as the processor does, from CR3. They are the truth about the address space.
using System.Runtime.InteropServices;

namespace Osmosis.Snapshot;

/// <summary>An entry as the processor reads it (Intel SDM volume 3, figure 4-4).</summary>
public readonly record struct PageEntry(uint Value)
{
    // By bit, from bit 2 on.
    private static readonly string[] FlagNames = ["user", "write-through", "not cached", "accessed", "dirty",
        "large page", "global", "frame taken for this page"];

    public bool IsPresent => (Value & 1) != 0;

    public bool IsWritable => (Value & 2) != 0;

    /// <summary>Physical address of the table or page.</summary>
    public uint Frame => Value & ~(KernelSnapshot.PageSize - 1);

    /// <summary>In the shell's words.</summary>
    public string Flags
    {
        get
        {
            uint value = Value;
            return IsPresent
                ? string.Join(", ",
                    ["present", IsWritable ? "writable" : "read-only",
                        .. FlagNames.Where((_, bit) => (value >> (bit + 2) & 1) != 0)])
                : "not present";
        }
    }

    /// <summary>As the shell's <c>pte</c> prints it.</summary>
    public override string ToString() => $"0x{Value:x8} ({Flags})" + (IsPresent ? $" frame p0x{Frame:x8}" : "");
}

/// <param name="Virtual">First address of the page.</param>
/// <param name="Entry">Its table entry, present.</param>
public readonly record struct MappedPage(uint Virtual, PageEntry Entry);

public sealed class PageTables
{
    public const int Entries = 1024;
    public const uint Span = 4u << 20;
    public const uint ScratchSlot = 1022;
    public const uint FirstRecords = 992;
    public const uint EndOfRecords = 1004;
    public const uint RecursiveSlot = 1023;

    private readonly PageEntry[] _directory;
    private readonly PageEntry[]?[] _tables = new PageEntry[Entries][];

    private PageTables(uint root, PageEntry[] directory) => (Root, _directory) = (root, directory);

    /// <summary>CR3.</summary>
    public uint Root { get; }

    public IReadOnlyList<PageEntry> Directory => _directory;

    /// <summary>
    /// Every present table entry below a directory entry; none for the recursive entry, whose entries are those of the
    /// directory.
    /// </summary>
    public IEnumerable<MappedPage> PagesBelow(uint directory) => (_tables[directory] ?? [])
        .Select((entry, index) => new MappedPage(directory * Span + (uint)index * KernelSnapshot.PageSize, entry))
        .Where(page => page.Entry.IsPresent);

    public IEnumerable<MappedPage> Pages =>
        Enumerable.Range(0, Entries).SelectMany(directory => PagesBelow((uint)directory));

    /// <summary>Every present page from one address up to another, which is excluded.</summary>
    public IEnumerable<MappedPage> PagesIn(uint start, uint end) => start >= end ? [] :
        from directory in Enumerable.Range((int)(start / Span), (int)((end - 1) / Span - start / Span) + 1)
        from page in PagesBelow((uint)directory)
        where page.Virtual >= start && page.Virtual < end
        select page;

    /// <summary>The walk from an address to memory; null if nothing is mapped there.</summary>
    public PageWalk? Walk(uint address)
    {
        uint directory = address / Span;
        PageEntry[]? table = directory == RecursiveSlot ? _directory : _tables[directory];
        return table?[address / KernelSnapshot.PageSize % Entries] is { IsPresent: true } entry
            ? new PageWalk(address, Root, _directory[directory], entry) : null;
    }

    public static async Task<PageTables> ReadAsync(MemoryPicture memory, uint root, CancellationToken cancel)
    {
        PageTables tables = new(root, await EntriesAsync(memory, root, cancel));
        for (int directory = 0; directory < RecursiveSlot; directory++)
        {
            if (tables._directory[directory].IsPresent)
            {
                tables._tables[directory] = await EntriesAsync(memory, tables._directory[directory].Frame, cancel);
            }
        }

        return tables;
    }

    private static async Task<PageEntry[]> EntriesAsync(MemoryPicture memory, uint frame, CancellationToken cancel)
    {
        await memory.AddAsync(frame, (int)KernelSnapshot.PageSize, cancel);
        return MemoryMarshal.Cast<byte, PageEntry>(memory.Bytes(frame, (int)KernelSnapshot.PageSize)).ToArray();
    }
}
