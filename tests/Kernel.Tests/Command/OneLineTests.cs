// Whatever a command is given, it answers in a line, and never with a stack trace.
using System.Diagnostics;

namespace Osmosis.Kernel.Tests.Command;

public sealed class OneLineTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("osmosis-line-");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>
    /// Its arguments, the words in its only line of error, and what is special: a variable, a file's content.
    /// </summary>
    public static TheoryData<string, string, string> Cases => new()
    {
        { "iso -o ''", "--output: its value is empty", "" },
        { "explore --build ''", "--build: its value is empty", "" },
        { "test --filter ''", "--filter: its value is empty", "" },
        { "bench a1 --compare ''", "--compare: its value is empty", "" },
        { "disasm ''", "a method's name", "" },
        { "bench a1 --compare FILE", "null is none", "FILE=[null]" },
        { "bench a1 --compare FILE", "null is none", "FILE=null" },
        { "bench a1 --compare FILE", "can't be read as a list", "FILE=[{\"name\": null}]" },
        { "bench a1 --compare FILE", "can't be read as a list", "FILE=[1" },
        { "bench a1 --compare /", "can't be read as a list", "" },
        { "iso -o /proc/none/osmosis.iso", "/proc/none/osmosis.iso", "" },
        { "iso -o FOLDER", "cannot write", "" },
        { "explore --port 99999", "99999 is no port", "" },
        { "rum", "Did you mean run?", "" },
        { "build --configuratoin Release", "Did you mean --configuration?", "" },
        { "exec --memry 64M ticks", "Unrecognized option '--memry'. Did you mean --memory?", "" },
        { "bench --recrod", "Unrecognized option '--recrod'. Did you mean --record?", "" },
        { "debug quiet --revers", "Unrecognized option '--revers'. Did you mean --reverse?", "" },
        { "top -x", "Unrecognized option '-x'.", "" },
        { "top nobody", "no machine called nobody runs", "" },
    };

    [Slow]
    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Nonsense_gets_one_line(string arguments, string says, string special)
    {
        (int status, string output, string error) = await RunAsync(arguments, special);
        Assert.NotEqual(0, status);
        Assert.Equal("", output);
        string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("osmosis: ", line, StringComparison.Ordinal);
        Assert.Contains(says, line, StringComparison.Ordinal);
    }

    /// <summary>What looks odd, and works all the same.</summary>
    [Theory]
    [InlineData("exec --append '' 'help ticks'", "")]
    [InlineData("exec -- 'help ticks'", "")]
    [InlineData("exec --memory 2250K 'help ticks'", "")]
    [InlineData("run < FILE", "FILE=\uFEFFhelp ticks\nhelp ticks\n")]
    [InlineData("run < FILE", "FILE=help ticks")]
    public async Task Odd_surroundings_are_no_error(string arguments, string special)
    {
        (int status, string output, string error) = await RunAsync(arguments, special);
        Assert.Equal("", error);
        Assert.Equal(0, status);
        Assert.Contains("ticks", output, StringComparison.Ordinal);
        Assert.DoesNotContain("unknown command", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_thought_of_is_a_line_too_and_a_trace_on_request()
    {
        // A symbol table that is none, which no message of the command is about.
        string tested = Path.Combine(_folder.FullName, "tested");
        Directory.CreateDirectory(Path.Combine(tested, "osmosis.elf"));
        (int status, _, string error) = await RunAsync("top", $"OSMOSIS_TESTED={tested}");
        Assert.Equal(1, status);
        Assert.StartsWith("osmosis: ", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
        (_, _, string traced) = await RunAsync("OSMOSIS_TRACE=1 top", $"OSMOSIS_TESTED={tested}");
        Assert.Contains("   at Osmosis.", traced, StringComparison.Ordinal);
    }

    // Through a shell, which quotes and redirects.
    private async Task<(int Status, string Output, string Error)> RunAsync(string arguments, string special)
    {
        string file = Path.Combine(_folder.FullName, "file");
        string[] setting = special.Split('=', 2);
        if (setting[0] == "FILE")
        {
            await File.WriteAllTextAsync(file, setting[1]);
        }

        string command = $"'{Path.Combine(Checkout.Root, "osmosis")}' {arguments}".Replace("FILE", file,
            StringComparison.Ordinal).Replace("FOLDER", _folder.FullName, StringComparison.Ordinal);
        if (arguments.StartsWith("OSMOSIS_TRACE=1 ", StringComparison.Ordinal))
        {
            command = $"OSMOSIS_TRACE=1 '{Path.Combine(Checkout.Root, "osmosis")}' {arguments.Split(' ', 2)[1]}";
        }

        ProcessStartInfo start = new("sh", ["-c", command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment[Checkout.TestedVariable] = Checkout.Tested;
        if (setting is [var name, var value] && name != "FILE")
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }
}
