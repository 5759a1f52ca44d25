// ./osmosis top beside ./osmosis run, as two commands in two terminals.
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Osmosis.Kernel.Tests.Command;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Snapshot;

[Slow]
public sealed class TopTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("osmosis-top-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_shows_the_memory_of_the_kernel_that_runs_and_names_those_to_choose_from()
    {
        Assert.Equal("osmosis: no kernel started by ./osmosis run is running", Assert.Single((await TopAsync()).Error));

        using Process first = await RunAsync("kmalloc 100");
        OsmosisCommand top = await TopAsync();
        Assert.Equal(0, top.Status);
        Assert.Contains(top.Output,
            line => line.StartsWith("stage: shell, ", StringComparison.Ordinal)
                && line.EndsWith("1 live allocations", StringComparison.Ordinal));
        Assert.Equal(3, top.Output.Count(line => line.Contains(": a cell is ", StringComparison.Ordinal)));
        Assert.Contains(top.Output, line => line.Contains(" Aaaa", StringComparison.Ordinal));
        Assert.DoesNotContain(top.Output,
            line => line.Contains("disagreement", StringComparison.Ordinal)
                || line.Contains('\e', StringComparison.Ordinal));

        using Process second = await RunAsync("kmalloc 100000");
        string choice = Assert.Single((await TopAsync()).Error);
        Assert.StartsWith("osmosis: several kernels run: say which with ./osmosis top ", choice,
            StringComparison.Ordinal);
        Assert.Contains($"{second.Id}", choice, StringComparison.Ordinal);
        Assert.Equal(0, (await TopAsync($"{second.Id}")).Status);
        Assert.Equal("osmosis: no machine called nobody runs", Assert.Single((await TopAsync("nobody")).Error));
        await EndAsync(first);
        await EndAsync(second);
        Assert.Equal("osmosis: no kernel started by ./osmosis run is running", Assert.Single((await TopAsync()).Error));
    }

    [Fact]
    public async Task In_a_terminal_keys_choose_the_map_and_it_ends_with_the_kernel_or_by_q()
    {
        using Process kernel = await RunAsync("kmalloc 100");
        using Process left = StartInTerminal();
        await WaitForAsync(left, "all maps need [0-9]+ lines");
        await left.StandardInput.WriteAsync("x3");
        await WaitForAsync(left, "heap: a cell is");
        await left.StandardInput.WriteAsync("2");
        await WaitForAsync(left, "address space: a cell is");
        await left.StandardInput.WriteAsync("q");
        await LeaveAsync(left);

        using Process abandoned = StartInTerminal();
        await WaitForAsync(abandoned, "frames: a cell is");
        await EndAsync(kernel);
        await WaitForAsync(abandoned, "the kernel has ended");
        await LeaveAsync(abandoned);
    }

    [Fact]
    public async Task It_says_that_the_kernel_has_panicked()
    {
        using Process kernel = StartInTerminal("run");
        await WaitForAsync(kernel, "osmosis> ");
        await kernel.StandardInput.WriteAsync("fault double\r");
        await WaitForAsync(kernel, "panic: a double fault");
        OsmosisCommand top = await TopAsync();
        Assert.True(top.Status == 0, string.Join('\n', top.Error));
        Assert.Equal("the kernel has panicked: this is what it left", top.Output[0]);
        kernel.Kill(entireProcessTree: true);
        await kernel.WaitForExitAsync();
    }

    /// <summary>24 lines of 80 columns, made by script(1), which passes input on.</summary>
    private Process StartInTerminal(string name = "top")
    {
        string command = $"stty rows 24 cols 80; exec '{Path.Combine(Checkout.Root, "osmosis")}' {name}";
        string[] words = Terminal.Words(command);
        ProcessStartInfo start = new(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true
        };
        start.Environment["TMPDIR"] = _folder.FullName;
        start.Environment["TERM"] = "xterm-256color";
        Process process = Process.Start(start)!;
        process.StandardInput.AutoFlush = true;
        return process;
    }

    private static async Task WaitForAsync(Process terminal, string pattern)
    {
        using CancellationTokenSource limit = new(TimeLimit.Patience);
        StringBuilder seen = new();
        char[] some = new char[4096];
        while (!Regex.IsMatch($"{seen}", pattern))
        {
            int count = await terminal.StandardOutput.ReadAsync(some, limit.Token);
            Assert.True(count > 0, $"it ended before it showed {pattern}: {seen}");
            seen.Append(some, 0, count);
        }
    }

    private static async Task LeaveAsync(Process terminal)
    {
        await terminal.StandardOutput.ReadToEndAsync();
        await terminal.WaitForExitAsync();
        Assert.Equal(0, terminal.ExitCode);
    }

    private Task<OsmosisCommand> TopAsync(params string[] arguments) =>
        OsmosisCommand.RunAsync(Checkout.Root, ["top", .. arguments], temporaryFolder: _folder.FullName);

    /// <summary>A kernel that has answered a command, and waits for the next.</summary>
    private async Task<Process> RunAsync(string command)
    {
        ProcessStartInfo start = new(Path.Combine(Checkout.Root, "osmosis"), ["run"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true
        };
        start.Environment["TMPDIR"] = _folder.FullName;
        Process process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(command);
        await process.StandardInput.FlushAsync();
        using CancellationTokenSource limit = new(TimeLimit.Patience);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line
            && !line.StartsWith("pointer: ", StringComparison.Ordinal))
        {
        }

        return process;
    }

    private static async Task EndAsync(Process process)
    {
        process.StandardInput.Close();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
