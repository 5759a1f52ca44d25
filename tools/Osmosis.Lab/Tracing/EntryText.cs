using Osmosis.Lab.Checking;
using Osmosis.Simulation;

namespace Osmosis.Lab.Tracing;

/// <summary>Entries and pages in words: flags as the explorer and the kernel's 'pte' have them.</summary>
internal static class EntryText
{
    private static readonly (uint Bit, string Word)[] _flags =
    [
        (Entry.User, "user"), (Entry.WriteThrough, "write-through"), (Entry.CacheDisable, "cache off"),
        (Entry.Accessed, "accessed"), (Entry.Dirty, "dirty"),
    ];

    private const uint Named = Entry.FrameMask | Entry.Present | Entry.Writable | Entry.User | Entry.WriteThrough
        | Entry.CacheDisable | Entry.Accessed | Entry.Dirty;

    public static string Of(uint entry) => (entry & Entry.Present) == 0
        ? LabMachine.Words(entry)
        : string.Join(", ",
            [
                LabMachine.Words(entry), .. _flags.Where(flag => (entry & flag.Bit) != 0).Select(flag => flag.Word),
                .. (entry & ~Named) == 0 ? Array.Empty<string>() : [$"bits 0x{entry & ~Named:x3}"],
            ]);

    /// <param name="page">The page's number.</param>
    public static string Page(uint page) => $"0x{page << 12:x8}";
}
