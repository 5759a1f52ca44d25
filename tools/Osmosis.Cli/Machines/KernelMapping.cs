// The kernel's own list of mappings, for comparison with the emulator's.
using System.Globalization;
using System.Text.RegularExpressions;
using Osmosis.Emulators;

namespace Osmosis.Cli.Machines;

/// <param name="Pages">
/// By virtual address: whether it is writable, and the physical address behind it, or null where nobody asked.
/// </param>
internal sealed partial record KernelMapping(IReadOnlyDictionary<uint, (bool Writable, ulong? Physical)> Pages)
{
    private const uint PageSize = 4096;

    // Above it the page tables map themselves; ptdump prints that as one line.
    private const uint RecursiveBase = 0xFFC0_0000;

    // A question takes 8 ms, and the records of 3 GiB have 6,144 pages.
    private const uint MostResolved = 512;

    /// <summary>
    /// Asks <c>ptdump</c>, and <c>resolve</c> for each page that is neither in the identity window nor another page of
    /// the framebuffer than its first; in a longer range, for pages spread evenly over it.
    /// </summary>
    /// <exception cref="FormatException">An answer has an unexpected form.</exception>
    public static async Task<KernelMapping> ReadAsync(KernelConsole console, CancellationToken cancel)
    {
        ulong identityEnd = new Rows(await console.RunAsync("paging", cancel)).Number("identity end");
        IReadOnlyList<string> lines = await console.RunAsync("ptdump", cancel);
        Dictionary<uint, (bool, ulong?)> pages = [];
        foreach (Match range in lines.Select(line => Range().Match(line)).Where(match => match.Success))
        {
            bool isWritable = range.Groups["access"].Value == "writable";
            ulong first = Number(range, "first");
            ulong? device = range.Groups["what"].Value == "the framebuffer"
                ? await ResolveAsync(console, first, cancel) : null;
            ulong step = (1 + ((Number(range, "last") - first) / PageSize / MostResolved)) * PageSize;
            for (ulong page = first; page < Number(range, "last"); page += PageSize)
            {
                ulong? known = page < identityEnd ? page : device + (page - first);
                bool isAsked = known is null && (page - first) % step == 0;
                pages.Add((uint)page, (isWritable, isAsked ? await ResolveAsync(console, page, cancel) : known));
            }
        }

        return pages.Count > 0 ? new KernelMapping(pages)
            : throw new FormatException($"ptdump tells of no page: {string.Join(' ', lines)}");
    }

    /// <summary>
    /// The first difference from the emulator's view, in a line; null if there is none. Not every emulator reports
    /// whether a page is writable.
    /// </summary>
    public string? FirstDifference(IReadOnlyList<PageMapping> seen)
    {
        Dictionary<uint, PageMapping> others = seen.Where(page => page.Virtual < RecursiveBase)
            .ToDictionary(page => page.Virtual);
        foreach ((uint page, (bool isWritable, ulong? physical)) in Pages)
        {
            string kernel = $"v0x{page:x8} -> p0x{physical:x8} {(isWritable ? "writable" : "read-only")}";
            if (!others.Remove(page, out PageMapping other))
            {
                return $"the kernel has {kernel}, the emulator nothing";
            }

            bool isElsewhere = physical is { } address && other.Physical != address;
            if (isElsewhere || (other.Flags.Length > 0 && other.Writable != isWritable))
            {
                return $"the kernel has {kernel}, the emulator {other}";
            }
        }

        return others.Count == 0 ? null : $"the emulator has {others.Values.First()}, the kernel nothing";
    }

    private static async Task<ulong> ResolveAsync(KernelConsole console, ulong page, CancellationToken cancel) =>
        new Rows(await console.RunAsync($"resolve 0x{page:x}", cancel)).Number("physical address");

    private static ulong Number(Match range, string group) =>
        ulong.Parse(range.Groups[group].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        "^v0x(?<first>[0-9a-f]{8}) to v0x(?<last>[0-9a-f]{8}): [0-9]+ pages?, [0-9]+ KiB, "
            + "(?<access>writable|read-only)(, not cached)?: (?<what>.*)")]
    private static partial Regex Range();
}
