// The browser explorer's tests: its own checks under Node, and the built page in Chromium.
using System.Xml.Linq;
using Osmosis.Cli.Building;
using Osmosis.Cli.Exploring;

namespace Osmosis.Cli.Testing;

internal sealed class ExplorerTests(Repository repository, RunClock clock)
{
    private const string Name = "explorer";

    // What scripts/check-sources.mjs checks: types, and style.
    private const int SourceChecks = 2;

    // Ten times what the longest script takes on two processors that do nothing else.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(30);

    /// <summary>Whether a filter may choose among these tests, whose names contain the suite's.</summary>
    public static bool IsChosen(string? filter) =>
        filter is null || Name.Contains(filter, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Builds the page, checks types and style, and runs its tests, as far as they bear other tests beside them. Wrong
    /// types, wrong style and a page that doesn't build count as one failed test each.
    /// </summary>
    /// <param name="isQuick">Neither types nor style, and only some of the files of tests that need a browser.</param>
    public async Task<TestCount> RunAsync(bool isQuick, CancellationToken cancel)
    {
        try
        {
            await ExplorerSite.EnsureAsync(repository, cancel);
        }
        catch (FailedException failure)
        {
            Messages.Error(failure.Message);
            return new TestCount(0, 1, 0);
        }

        TestCount count = await (isQuick ? Task.FromResult(default(TestCount)) : CheckSourcesAsync(cancel));
        count += await VitestAsync("test", cancel);
        return count + await VitestAsync(isQuick ? "browser:quick" : "browser", cancel);
    }

    /// <summary>Runs the tests that measure time. Nothing else may run.</summary>
    public Task<TestCount> RunAloneAsync(CancellationToken cancel) => VitestAsync("browser:alone", cancel);

    // The script ends with the number of checks that failed. Any other status says that it checked nothing.
    private async Task<TestCount> CheckSourcesAsync(CancellationToken cancel)
    {
        string script = Path.Combine("scripts", "check-sources.mjs");
        ProcessOutput output = await ProcessOutput.OfAsync("node", [script], repository.Explorer, cancel);
        int failed = output.Status is >= 0 and <= SourceChecks ? output.Status : SourceChecks;
        if (failed > 0)
        {
            Say(output);
        }

        return new TestCount(SourceChecks - failed, failed, 0);
    }

    private TestCount Fail(ProcessOutput output)
    {
        Say(output);
        return new TestCount(0, 1, 0);
    }

    // Other tests may print at the same time, so only failures are worth it.
    private void Say(ProcessOutput output)
    {
        clock.Clear();
        Messages.Say(output.Text.TrimEnd());
    }

    // vitest prints the failures and writes a report in JUnit's format.
    private async Task<TestCount> VitestAsync(string script, CancellationToken cancel)
    {
        string report = Path.Combine(repository.Artifacts, $"{Name}-{script.Replace(':', '-')}.xml");
        File.Delete(report);
        string[] arguments = ["run", "--silent", script, "--", "--reporter=dot", "--reporter=junit",
            $"--outputFile.junit={report}"];
        ProcessOutput output;
        try
        {
            // One of the tests builds a kernel.
            output = await ProcessOutput.OfAsync(
                "npm", arguments, repository.Explorer, cancel, s_limit, CompilerServer.Variables());
        }
        catch (Exception exception) when (exception is TimeoutException or FailedException)
        {
            Messages.Error(exception is TimeoutException
                ? $"the explorer's {script} was ended after {s_limit.TotalMinutes} min" : exception.Message);
            return new TestCount(0, 1, 0);
        }

        TestCount count = default;
        if (File.Exists(report))
        {
            count = TestCount.OfJUnit(report);
            foreach (XElement suite in XDocument.Load(report).Descendants("testsuite"))
            {
                clock.Took($"{Name}/{(string?)suite.Attribute("name")}",
                    TimeSpan.FromSeconds((double?)suite.Attribute("time") ?? 0));
            }
        }

        if (!output.Succeeded || count.Failed > 0 || count.Passed == 0)
        {
            TestCount failed = Fail(output);
            Messages.Error($"the explorer's {script} ended with status {output.Status}, {count}");
            return count.Failed > 0 ? count : count + failed;
        }

        return count;
    }
}
