// What a program did, in words.
using System.Globalization;
using Osmosis.Emulators;

namespace Osmosis.Cli.Programs;

internal static class ProgramStatistics
{
    private const int FrameKiB = 4;

    /// <summary>
    /// Rows of a name and a number: totals, then page faults by what was done, then system calls by name.
    /// </summary>
    public static IEnumerable<string> Rows(ProgramReport report) =>
    [
        Row("instructions", report.Cycles),
        Row("highest memory", report.MostFrames * FrameKiB) + " KiB",
        Row("page faults", report.Faults.Aggregate(0UL, (sum, fault) => sum + fault.Count)),
        .. report.Faults.Select(fault => Row($"  {ProgramReport.FaultAnswers[(int)fault.Answer]}", fault.Count)),
        Row("system calls", report.Calls.Aggregate(0UL, (sum, call) => sum + call.Count)),
        .. report.Calls.OrderByDescending(call => call.Count).ThenBy(call => call.Number)
            .Select(call =>
                Row($"  {CallNames.Of(call.Number)}", call.Count)
                + (call.Unknown == 0 ? "" : Plain($", {call.Unknown} of them unknown"))),
    ];

    private static string Row(string name, ulong number) => Plain($"{name}: {number}");

    private static string Plain(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
