// An amount of guest memory in a person's notation: 64M, 1G, 65536K, or a plain number of mebibytes.
using System.Globalization;

namespace Osmosis.Emulators;

/// <summary>Guest memory in KiB, within the limits of QEMU's <c>-kernel</c> loader.</summary>
public readonly record struct MemorySize(long KiB)
{
    /// <summary>
    /// With 1 MiB the loader hangs before the kernel's first instruction; with this it tells its reason.
    /// </summary>
    public static readonly MemorySize Smallest = new(1248);

    public static readonly MemorySize Largest = FromMiB(16 * 1024);

    public long Bytes => KiB * 1024;

    public static MemorySize FromMiB(long mebibytes) => new(mebibytes * 1024);

    /// <summary>Reads <paramref name="text"/>; on failure <paramref name="error"/> is one line.</summary>
    public static bool TryParse(string text, out MemorySize size, out string error)
    {
        size = default;
        error = $"'{text}' is not an amount of memory: write a number and K, M or G, such as 64M";
        if (text.Length == 0)
        {
            return false;
        }

        long unit = char.ToUpperInvariant(text[^1]) switch { 'K' => 1, 'M' => 1024, 'G' => 1024 * 1024, _ => 0 };
        string digits = unit == 0 ? text : text[..^1];
        if (!uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out uint number))
        {
            return false;
        }

        size = new MemorySize(number * (unit == 0 ? 1024 : unit));
        if (size.KiB < Smallest.KiB || size.KiB > Largest.KiB)
        {
            error = $"'{text}' is outside what the emulator boots with: {Smallest} to {Largest}";
            return false;
        }

        return true;
    }

    public override string ToString() => (KiB % (1024 * 1024), KiB % 1024) switch
    {
        (0, _) => $"{KiB / (1024 * 1024)}G",
        (_, 0) => $"{KiB / 1024}M",
        _ => $"{KiB}K",
    };
}
