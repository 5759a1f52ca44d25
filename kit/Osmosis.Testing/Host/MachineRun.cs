// The tests of one machine.
using System.Diagnostics;
using System.Globalization;

namespace Osmosis.Testing.Host;

/// <param name="machine">A new machine.</param>
/// <param name="list">All tests of the image.</param>
/// <param name="places">Where addresses lie.</param>
/// <param name="tests">The tests that the machine was asked to run.</param>
/// <param name="starts">Is told that a test starts.</param>
/// <param name="ends">Is told how a test ended.</param>
internal sealed class MachineRun(TestMachine machine, TestList list, Places places, IReadOnlyList<ListedTest> tests,
    Func<ListedTest, Task> starts, Func<TestResult, Task> ends)
{
    private static readonly TimeSpan s_bootLimit = TimeSpan.FromSeconds(30);

    /// <summary>How many tests have ended.</summary>
    public int Done { get; private set; }

    /// <summary>Runs until the tests are done, or one didn't pass.</summary>
    /// <returns>Null; or why no test could start.</returns>
    public async Task<TestEnd?> RunAsync(CancellationToken cancel)
    {
        string count = list.Tests.Count.ToString(CultureInfo.InvariantCulture);
        foreach (string[] report in (string[][])[["begin", count], ["ready"]])
        {
            if (await ExpectAsync(report, s_bootLimit, cancel) is { } end)
            {
                return end with { Message = $"before the first test: {end.Message}" };
            }
        }

        machine.TakeOutput();
        machine.TakeLog();
        foreach (ListedTest test in tests)
        {
            if (!await RunAsync(test, cancel))
            {
                break;
            }
        }

        return null;
    }

    // Whether the machine is good for another test.
    private async Task<bool> RunAsync(ListedTest test, CancellationToken cancel)
    {
        string index = test.Index.ToString(CultureInfo.InvariantCulture);
        await starts(test);
        DateTimeOffset start = DateTimeOffset.Now;
        long clock = Stopwatch.GetTimestamp();
        TestEnd? end = await ExpectAsync(["start", index], s_bootLimit, cancel);
        if (end is null)
        {
            clock = Stopwatch.GetTimestamp();
            end = await ExpectAsync(["passed", index], test.TimeLimit, cancel, goOn: false);
        }

        TimeSpan duration = Stopwatch.GetElapsedTime(clock);
        if (end is null && await machine.EndedMeanwhileAsync(cancel) is { } ended)
        {
            end = TestEnd.Of(ended, test.TimeLimit, machine, list, places);
        }

        Done++;
        TestEnd result = end ?? new TestEnd(Outcome.Passed, "", null, 0, machine.TakeOutput());
        await ends(new TestResult(test, result.Outcome, result.Message, result.File, result.Line, result.Output, start,
            duration));
        if (end is null)
        {
            machine.TakeLog();
            await machine.GoOnAsync(cancel);
        }

        return end is null;
    }

    private async Task<TestEnd?> ExpectAsync(
        string[] report, TimeSpan limit, CancellationToken cancel, bool goOn = true)
    {
        MachineEvent happened = await machine.NextAsync(limit, cancel);
        if (happened is not MachineEvent.Report { Fields: var fields } || !fields.SequenceEqual(report))
        {
            return TestEnd.Of(happened, limit, machine, list, places);
        }

        if (goOn)
        {
            await machine.GoOnAsync(cancel);
        }

        return null;
    }
}
