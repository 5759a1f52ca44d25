// ./osmosis test: runs within a run, what they print and where they write.
namespace Osmosis.Kernel.Tests.Command;

public sealed class TestCommandTests
{
    private const int Ok = 0;
    private const int Failed = 1;

    [Fact]
    [Slow]
    public async Task A_command_of_a_test_takes_the_image_of_the_run_and_builds_nothing()
    {
        RequireCoreTests();
        const string Report = "Memory.Tests.xml";
        DateTime built = File.GetLastWriteTimeUtc(Checkout.Image);
        OsmosisCommand test = await RunAsync("test", "--host", "--filter", "SizeClassTests");
        Assert.Equal(Ok, test.Status);
        Assert.DoesNotContain(test.Error, line => line.StartsWith("Building", StringComparison.Ordinal));
        // Meanwhile the outer run may write a report of its own.
        string outer = Path.Combine(Checkout.Root, "artifacts", Report);
        Assert.NotEqual(await File.ReadAllTextAsync(Path.Combine(Checkout.Tested, Report)),
            File.Exists(outer) ? await File.ReadAllTextAsync(outer) : "");
        OsmosisCommand build = await RunAsync("build");
        Assert.True(build is { Status: Ok, Output: [], Error: [] });
        Assert.Equal(built, File.GetLastWriteTimeUtc(Checkout.Image));
    }

    [Slow]
    [Fact]
    public async Task A_run_says_how_long_the_last_one_like_it_took_and_in_the_end_what_was_slow_and_its_own_time()
    {
        RequireCoreTests();
        const string Filter = "ScreenTests.Framebuffer";
        string times = Path.Combine(Checkout.Tested, "test-times.json");
        await File.WriteAllTextAsync(times, $$"""{"host, only {{Filter}}":3725}""");
        OsmosisCommand test = await RunAsync("test", "--host", "--filter", Filter);
        Assert.Equal("This takes about 62 min 5 s, as the last such run here.", test.Error[0]);
        int slowest = Array.IndexOf(test.Error, "Slowest:");
        Assert.InRange(test.Error.Length - slowest, 1 + 2 + 1, 1 + 10 + 1);
        Assert.All(test.Error[(slowest + 1)..^1], row => Assert.Matches(@"^ +\d+\.\d s  Osmosis\.[\w.]+$", row));
        Assert.Matches(@"^It took (\d+ min )?\d+ s\.$", test.Error[^1]);
        Assert.DoesNotContain("3725", await File.ReadAllTextAsync(times), StringComparison.Ordinal);
        Assert.Matches(@"^\d+ passed, 0 failed$", test.Output[^1]);
    }

    [Fact]
    public async Task A_run_without_its_image_says_so_in_a_line()
    {
        DirectoryInfo empty = Directory.CreateTempSubdirectory("osmosis-empty-");
        try
        {
            OsmosisCommand exec = await OsmosisCommand.RunAsync(Checkout.Root, ["exec"], tested: empty.FullName);
            Assert.Equal(Failed, exec.Status);
            Assert.Contains($"there is no {empty.FullName}/osmosis.elf", Assert.Single(exec.Error),
                StringComparison.Ordinal);
            Assert.Empty(empty.EnumerateFileSystemInfos());
        }
        finally
        {
            empty.Delete(recursive: true);
        }
    }

    [Slow]
    [Fact]
    public async Task Test_fails_when_it_ran_no_test()
    {
        OsmosisCommand test = await RunAsync("test", "--host", "--filter", "no_test_has_this_name");
        Assert.Equal(Failed, test.Status);
        Assert.Equal("0 passed, 1 failed", test.Output[^1]);
    }

    [Slow]
    [Fact]
    public async Task A_long_run_runs_the_tests_again_until_the_time_is_over()
    {
        RequireCoreTests();
        OsmosisCommand test = await RunAsync("test", "--host", "--long", "2s", "--filter", "SizeClassTests");
        Assert.Equal(Ok, test.Status);
        Assert.InRange(test.Time, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(2));
        Assert.Contains(test.Error, line => line.StartsWith("1 round in ", StringComparison.Ordinal));
        Assert.EndsWith(" passed, 0 failed", test.Output[^1], StringComparison.Ordinal);
    }

    [Slow]
    [Fact]
    public async Task Coverage_is_told_by_component()
    {
        RequireCoreTests();
        OsmosisCommand test = await RunAsync("test", "--coverage", "--filter", "ErrorCodeTests");
        Assert.Equal(Ok, test.Status);
        Assert.Contains(test.Output,
            line => line.StartsWith("Faults ", StringComparison.Ordinal)
                && !line.Contains(" 0.0 %", StringComparison.Ordinal));
        Assert.Contains(test.Output,
            line => line.StartsWith("Heap ", StringComparison.Ordinal)
                && line.Contains(" 0.0 % (0 of ", StringComparison.Ordinal));
        Assert.EndsWith(" passed, 0 failed", test.Output[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changing_files_that_are_not_there_is_refused()
    {
        OsmosisCommand test = await RunAsync("test", "--mutants", "NoSuchFile");
        Assert.Equal(Failed, test.Status);
        Assert.Contains("'NoSuchFile'", Assert.Single(test.Error), StringComparison.Ordinal);
        Assert.Equal("0 passed, 1 failed", test.Output[^1]);
    }

    // A run within a run builds nothing. A run of a part, or with a filter, builds the projects that it chooses.
    private static void RequireCoreTests() => Assert.SkipUnless(
        File.Exists(Path.Combine(Checkout.Root, "tests/Memory.Tests/bin/Release/net10.0/Memory.Tests.dll")),
        "the core's tests aren't built: ./osmosis test without options builds them");

    private static Task<OsmosisCommand> RunAsync(params string[] arguments) =>
        OsmosisCommand.RunAsync(Checkout.Root, arguments);
}
