// ./osmosis test --long: properties tried with new seeds until the time is over.
using System.Diagnostics;

namespace Osmosis.Cli.Testing;

internal static class LongRun
{
    // Long enough to make use of a test's set-up, short enough for every property to get its turn within minutes.
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(1);

    // About thirty properties are tried, two at a time. A run shorter than this number of turns gives each property a
    // shorter turn.
    private const int Turns = 30;

    /// <summary>
    /// Runs everything once, explicit tests included, then the host's tests repeatedly. Ends with the first round in
    /// which a test failed, or after the round in which the time ran out. xunit prints failures with the seeds that
    /// repeat them.
    /// </summary>
    /// <returns>The count of the first round, or of the one that failed.</returns>
    public static async Task<TestCount> RunAsync(
        IReadOnlyList<TestProject> host, IReadOnlyList<TestProject> kernel, TimeSpan duration, TestRun run,
        CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        run = run with { PropertyTime = duration / Turns < LongestTurn ? duration / Turns : LongestTurn };
        TestCount first =
            await TestProject.RunAllAsync([[.. host, .. kernel]], run with { WithExplicit = true }, cancel);
        TestCount count = first;
        for (int round = 1; count.Failed == 0 && first.Passed > 0; round++)
        {
            Messages.Say(
                $"{round} {(round == 1 ? "round" : "rounds")} in {Stopwatch.GetElapsedTime(start):hh\\:mm\\:ss} of "
                    + $"{duration}, nothing failed");
            if (Stopwatch.GetElapsedTime(start) >= duration)
            {
                break;
            }

            count = await TestProject.RunAllAsync([host], run, cancel);
        }

        return count.Failed > 0 ? count : first;
    }
}
