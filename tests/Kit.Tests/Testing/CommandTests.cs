// `dotnet test` and its options, typed as a user does.
using System.Diagnostics;

namespace Osmosis.Kit.Tests.Testing;

[Slow]
public sealed class CommandTests
{
    // Microsoft.Testing.Platform's.
    private const int Ok = 0;
    private const int TestsFailed = 2;
    private const int WrongArguments = 5;
    private const int NoTests = 8;

    private static string Host => Path.Combine(Checkout.Root, "kit", "Osmosis.Testing", "Host", "bin",
        FailingRun.Configuration, "net10.0", "Osmosis.Testing.Host.dll");

    private static string Need => Path.Combine(Checkout.Root, "build", "need.sh");

    [Fact]
    public async Task Dotnet_test_reports_a_failure_with_its_message_and_line()
    {
        (int status, string text) = await DotnetAsync(
            "test", "--project", "tests/FailingTests", "-c", FailingRun.Configuration, "--no-build",
            "--filter", "Name=Fails_with_numbers|Name=Passes");
        Assert.Equal(TestsFailed, status);
        Assert.Contains("failed FailingTests.EndingTests.Fails_with_numbers", text, StringComparison.Ordinal);
        Assert.Contains("  expected 4, was -2: s_prepared - 3\n", text, StringComparison.Ordinal);
        string place = $"{FailingRun.Source}:{FailingRun.LineOf("Check.Equal(4")}";
        Assert.Contains($" in {place}\n", text, StringComparison.Ordinal);
        Assert.Contains("total: 2\n  failed: 1\n  succeeded: 1\n  skipped: 0\n", text, StringComparison.Ordinal);
    }

    // Outside the repository no global.json names Microsoft.Testing.Platform.
    [Fact]
    public async Task Dotnet_test_runs_the_same_where_its_runner_is_VSTest()
    {
        (int status, string text) = await RunAsync(null,
            [
                "test", Path.Combine(Checkout.Root, "tests", "FailingTests"), "-c", FailingRun.Configuration,
                "--no-build", "--filter", "Name=Fails_with_texts|Name=Passes",
            ],
            Path.GetTempPath());
        Assert.Equal(1, status);
        Assert.Contains("failed FailingTests.EndingTests.Fails_with_texts", text, StringComparison.Ordinal);
        Assert.Contains("total: 2\n    failed: 1\n    succeeded: 1\n", text, StringComparison.Ordinal);
        Assert.Contains("error OSM0203: The tests ended with status 2.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Ok, "total: 1", "--filter", "Name=Passes")]
    [InlineData(Ok, "total: 1", "--filter-uid", "FailingTests.EndingTests.Passes")]
    [InlineData(Ok, "total: 2", "--treenode-filter", "/FailingTests/FailingTests/EndingTests/P*s")]
    [InlineData(Ok, "found 12 test(s)", "--list-tests")]
    [InlineData(Ok, "found 3 test(s)", "--list-tests", "--filter", "Pass|Print")]
    [InlineData(NoTests, "total: 0", "--filter", "nothing")]
    [InlineData(WrongArguments, "--filter: 'a|' ends too early", "--filter", "a|")]
    public async Task An_option_does_what_it_does_everywhere(int expected, string answer, params string[] options)
    {
        (int status, string text) =
            await DotnetAsync(["exec", Host, FailingRun.Image, FailingRun.Assembly, Need, .. options]);
        Assert.Equal(expected, status);
        Assert.Contains(answer, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_image_is_told_in_one_line()
    {
        (int status, string text) = await DotnetAsync("exec", Host, "/nowhere/x.elf", FailingRun.Assembly, Need);
        Assert.Equal((2, "there is no image /nowhere/x.elf: build the test project\n"), (status, text));
    }

    [Fact]
    public async Task Missing_tools_are_told_in_one_line_and_only_when_a_machine_is_needed()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            File.CreateSymbolicLink(Path.Combine(folder, "sh"), "/bin/sh");
            File.CreateSymbolicLink(Path.Combine(folder, "dirname"), "/usr/bin/dirname");
            string[] command = ["exec", Host, FailingRun.Image, FailingRun.Assembly, Need];
            (int status, string text) = await RunAsync(folder, command);
            Assert.Equal(1, status);
            Assert.StartsWith("error OSM0101: missing: qemu-system-i386, setpriv.", text, StringComparison.Ordinal);
            Assert.Single(text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            (status, text) = await RunAsync(folder, [.. command, "--list-tests"]);
            Assert.Equal(Ok, status);
            Assert.Contains("found 12 test(s)", text, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<(int Status, string Text)> DotnetAsync(params string[] arguments) => RunAsync(null, arguments);

    // The program may get another search path than it was found on.
    private static async Task<(int Status, string Text)> RunAsync(
        string? path, string[] arguments, string? folder = null)
    {
        ProcessStartInfo start = new("dotnet", arguments)
        {
            WorkingDirectory = folder ?? Checkout.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (path is not null)
        {
            start.Environment["PATH"] = path;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await errors);
    }
}
