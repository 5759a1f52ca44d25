// The text of figures, on the terminal and in the document.
using System.Globalization;
using Osmosis.Measuring;

namespace Osmosis.Cli.Benchmarks;

internal static class FigureText
{
    /// <summary>As in <c>17,436,054</c> or <c>152.5</c>.</summary>
    public static string Number(double figure) => figure.ToString("#,0.##", CultureInfo.InvariantCulture);

    /// <summary>Mean and worst, if there are any; a worst that equals the mean is left out.</summary>
    public static string Pair(double? mean, double? worst)
    {
        string text = mean is double known ? Number(known) : "";
        return worst is double most && most != mean ? $"{text} / {Number(most)}" : text;
    }

    /// <summary>Our figure. The unit of a count is shown elsewhere.</summary>
    public static string Ours(BenchmarkRow row) =>
        Pair(row.Mean, row.Worst) + (row.Unit is "bytes" or "×" ? $" {row.Unit}" : "");

    /// <summary>A target, as an upper or a lower bound.</summary>
    public static string Target(BenchmarkRow row) =>
        row.Target is null ? "" : (row.Better == Better.Lower ? "≤ " : "≥ ") + Pair(row.Target, row.TargetWorst);

    /// <summary>A peer's figures, and its mean divided by ours.</summary>
    public static string Peer(BenchmarkRow row, string peer)
    {
        if (row.Peers?.TryGetValue(peer, out double mean) is not true)
        {
            return "";
        }

        double? worst = row.PeersWorst?.TryGetValue(peer, out double most) is true ? most : null;
        string ratio = row.Mean is double ours and > 0 && mean > 0 && row.Better == Better.Lower
            ? $" ({Times(mean / ours)})" : "";
        return Pair(mean, worst) + ratio;
    }

    public static string Change(double old, double now) => old == now
        ? ""
        : old == 0 ? "new" : ((now - old) / old).ToString("+0.0 %;-0.0 %", CultureInfo.InvariantCulture);

    private static string Times(double ratio) =>
        ratio.ToString(ratio < 1 ? "0.00" : ratio < 10 ? "0.0" : "#,0", CultureInfo.InvariantCulture) + "×";
}
