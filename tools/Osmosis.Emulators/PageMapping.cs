// One mapped page, as QEMU's `info tlb` prints it from the page tables.
using System.Globalization;

namespace Osmosis.Emulators;

/// <summary>
/// A line is <c>virtual: physical XGPDACTUW</c>, a letter or '-' a flag: no-execute, global, page-size, dirty, accessed, cache disabled,
/// write-through, user, writable. The flags are the table entry's own; the directory entry's are not taken into account.
/// </summary>
public readonly record struct PageMapping(uint Virtual, ulong Physical, string Flags)
{
    public bool Writable => Flags.Contains('W');

    public bool User => Flags.Contains('U');

    public bool Large => Flags.Contains('P');

    public override string ToString() => $"v0x{Virtual:x8} -> p0x{Physical:x8} {Flags}";

    /// <exception cref="FormatException">A line is not of that form.</exception>
    public static IReadOnlyList<PageMapping> ParseAll(string text) =>
        [.. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

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
}
