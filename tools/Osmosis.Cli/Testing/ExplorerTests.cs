// The browser explorer's tests: its own checks under Node, and the built page in Chromium.
using System.Xml.Linq;
using Osmosis.Cli.Exploring;

namespace Osmosis.Cli.Testing;

internal sealed class ExplorerTests(Repository repository, RunClock clock)
{
    private const string Name = "explorer";

    /// <summary>Whether a filter may choose among these tests, whose names contain the suite's.</summary>
    public static bool IsChosen(string? filter) => filter is null || Name.Contains(filter, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Builds the page, checks types and style, and runs its tests. Wrong types or wrong style count as one failed test
    /// each.
    /// </summary>
    /// <param name="isQuick">Only one of the files of tests that need a browser.</param>
    /// <exception cref="FailedException">The page did not build.</exception>
    public async Task<TestCount> RunAsync(bool isQuick, CancellationToken cancel)
    {
        await ExplorerSite.EnsureAsync(repository, cancel);
        TestCount[] checks = await Task.WhenAll(CheckAsync("types", cancel), CheckAsync("lint", cancel));
        TestCount count = checks.Aggregate((sum, check) => sum + check) + await VitestAsync("test", cancel);
        return count + await VitestAsync(isQuick ? "browser:quick" : "browser", cancel);
    }

    private async Task<TestCount> CheckAsync(string script, CancellationToken cancel)
    {
        ProcessOutput output = await Messages.WhileAsync($"Checking the explorer's {script}", () =>
            ProcessOutput.OfAsync("npm", ["run", "--silent", script], repository.Explorer, cancel));
        if (output.Succeeded)
        {
            return new TestCount(1, 0, 0);
        }

        Messages.Say(output.Text.TrimEnd());
        return new TestCount(0, 1, 0);
    }

    // vitest prints the failures and writes a report in JUnit's format.
    private async Task<TestCount> VitestAsync(string script, CancellationToken cancel)
    {
        string report = Path.Combine(repository.Artifacts, $"{Name}-{script.Replace(':', '-')}.xml");
        File.Delete(report);
        string[] arguments = ["run", "--silent", script, "--", "--reporter=dot", "--reporter=junit", $"--outputFile.junit={report}"];
        clock.Clear();
        int status = await ProcessOutput.PassThroughAsync("npm", arguments, repository.Explorer, cancel: cancel);
        TestCount count = default;
        if (File.Exists(report))
        {
            count = TestCount.OfJUnit(report);
            foreach (XElement suite in XDocument.Load(report).Descendants("testsuite"))
            {
                clock.Took($"{Name}/{(string?)suite.Attribute("name")}", TimeSpan.FromSeconds((double?)suite.Attribute("time") ?? 0));
            }
        }

        if (count.Failed == 0 && (status != 0 || count.Passed == 0))
        {
            Messages.Error($"the explorer's {script} ended with status {status}, {count}");
            return count with { Failed = 1 };
        }

        return count;
    }
}
