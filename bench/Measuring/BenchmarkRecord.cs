// The recorded figures, and the regressions since.
using System.Globalization;

namespace Osmosis.Measuring;

public static class BenchmarkRecord
{
    /// <summary>A figure may get worse by this fraction without an explanation.</summary>
    public const double Tolerance = 0.02;

    /// <summary>
    /// A line for each figure that is worse than its record by more than <see cref="Tolerance"/>, and for each measured
    /// row without a record.
    /// </summary>
    public static IReadOnlyList<string> Regressions(IReadOnlyList<BenchmarkRow> record,
        IReadOnlyList<BenchmarkRow> measured)
    {
        Dictionary<string, BenchmarkRow> recorded = record.ToDictionary(row => row.Name);
        return [.. measured.Where(IsComparable).SelectMany(row => recorded.TryGetValue(row.Name, out BenchmarkRow? old)
            ? Worsened(old, row)
            : [$"{row.Name} is not recorded"])];
    }

    // A boot that isn't quiet prints the commit's name, which is longer if the sources have changed. A ratio follows
    // from other rows.
    private static bool IsComparable(BenchmarkRow row) =>
        !row.Name.StartsWith("boot.", StringComparison.Ordinal)
        || row.Name.EndsWith(".quiet", StringComparison.Ordinal);

    private static IEnumerable<string> Worsened(BenchmarkRow old, BenchmarkRow row)
    {
        foreach ((string what, double? was, double? now) in new[] { ("", old.Mean, row.Mean),
            (" at worst", old.Worst, row.Worst) })
        {
            if (was is double figure && (now is not double current || row.IsWorse(current, figure, Tolerance)))
            {
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{row.Name}{what}: {figure} was recorded, now it is {now} {row.Unit}");
            }
        }
    }
}
