// One mapped page, as an emulator reports it.
using System.Globalization;
using System.Text.RegularExpressions;

namespace Osmosis.Emulators;

/// <summary>
/// A line of QEMU's <c>info tlb</c> is <c>virtual: physical XGPDACTUW</c>, a letter or '-' a flag: no-execute, global,
/// page-size, dirty, accessed, cache disabled, write-through, user, writable. The flags are the table entry's own,
/// without the directory entry's. Bochs' <c>info tab</c> has lines <c>0xfirst-0xlast -> 0xfirst-0xlast</c>, neighbours
/// joined, and no flags: the flags are then empty.
/// </summary>
public readonly partial record struct PageMapping(uint Virtual, ulong Physical, string Flags)
{
    private const ulong PageSize = 4096;

    public bool Writable => Flags.Contains('W');

    public bool User => Flags.Contains('U');

    public bool Large => Flags.Contains('P');

    public override string ToString() => $"v0x{Virtual:x8} -> p0x{Physical:x8} {Flags}";

    /// <exception cref="FormatException">A line is not of that form.</exception>
    public static IReadOnlyList<PageMapping> ParseAll(string text) =>
        [.. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    /// <summary>Reads Bochs' output, which may contain other lines.</summary>
    public static IReadOnlyList<PageMapping> ParseRanges(string text) =>
    [
        .. from match in Range().Matches(text)
           let first = Number(match, 1)
           let pages = (Number(match, 2) - first + 1) / PageSize
           from page in Enumerable.Range(0, checked((int)pages))
           select new PageMapping(checked((uint)(first + (ulong)page * PageSize)),
               Number(match, 3) + (ulong)page * PageSize, ""),
    ];

    private static ulong Number(Match match, int group) =>
        ulong.Parse(match.Groups[group].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static PageMapping Parse(string line)
    {
        if (line.Split(": ") is [string from, string rest] && rest.Split(' ') is [string to, { Length: 9 } flags]
            && ulong.TryParse(from, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong address)
            && ulong.TryParse(to, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong physical))
        {
            return new PageMapping(checked((uint)address), physical, flags);
        }

        throw new FormatException($"not a line of QEMU's info tlb: '{line}'");
    }

    [GeneratedRegex(@"^0x([0-9a-f]+)-0x([0-9a-f]+) -> 0x([0-9a-f]+)-0x[0-9a-f]+", RegexOptions.Multiline)]
    private static partial Regex Range();
}
