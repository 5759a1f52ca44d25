// Runs tests on as many machines as it takes.
using Osmosis.Emulators;

namespace Osmosis.Testing.Host;

/// <summary>
/// Tests run one after another on a machine. One that doesn't pass ends it, and the remaining ones get a new one.
/// </summary>
/// <param name="list">All tests of the image.</param>
/// <param name="places">Where the image's addresses lie.</param>
/// <param name="starts">Is told that a test starts.</param>
/// <param name="ends">Is told how a test ended.</param>
internal sealed class TestRun(
    TestList list, Places places, Func<ListedTest, Task> starts, Func<TestResult, Task> ends)
{
    /// <param name="tests">The tests to run, ascending by index.</param>
    /// <param name="cancel">Ends the run.</param>
    public async Task RunAsync(IEnumerable<ListedTest> tests, CancellationToken cancel)
    {
        List<ListedTest> left = [];
        foreach (ListedTest test in tests)
        {
            if (test.Skip.Length > 0)
            {
                await ends(new TestResult(test, Outcome.Skipped, test.Skip, null, 0, "", DateTimeOffset.Now, default));
            }
            else
            {
                left.Add(test);
            }
        }

        TestEnd? reason = null;
        while (left.Count > 0 && reason is null)
        {
            reason = await RunSomeAsync(left, cancel);
        }

        // Another machine would fail before its first test too.
        foreach (ListedTest test in left)
        {
            await ends(new TestResult(test, reason!.Outcome, reason.Message, reason.File, reason.Line, reason.Output,
                DateTimeOffset.Now, default));
        }
    }

    // Takes the tests that ended out of the list. Returns why none could start.
    private async Task<TestEnd?> RunSomeAsync(List<ListedTest> left, CancellationToken cancel)
    {
        (string text, int count) = Ranges.Of(left);
        TestMachine started;
        try
        {
            started = await TestMachine.StartAsync(list.Image, text, cancel);
        }
        catch (EmulatorException exception)
        {
            return new TestEnd(Outcome.Failed, $"no machine: {exception.Message}", null, 0, "");
        }

        await using TestMachine machine = started;
        MachineRun run = new(machine, list, places, left[..count], starts, ends);
        TestEnd? reason = await run.RunAsync(cancel);
        left.RemoveRange(0, run.Done);
        return reason;
    }
}
