// The folders in which machines have their sockets: no other user can prepare or enter them, and none stays behind.
using System.Diagnostics;
using Osmosis.Kernel.Tests.Command;

namespace Osmosis.Kernel.Tests.Emulators;

public sealed class TemporaryFolderTests : IDisposable
{
    private const string Answer = "ticks per second: ";

    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("osmosis-parent-");

    public void Dispose() => _parent.Delete(recursive: true);

    [Fact]
    [Slow]
    public async Task A_command_leaves_nothing_and_deletes_what_a_killed_one_left()
    {
        using (Process killed = Start("exec", "ticks", "sleep 600000", "--timeout", "600"))
        {
            while (await killed.StandardOutput.ReadLineAsync() is { } line
                && !line.StartsWith(Answer, StringComparison.Ordinal))
            {
            }

            killed.Kill();
            await killed.WaitForExitAsync();
        }

        string left = Assert.Single(Folders());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(left));
        Assert.Equal(0, (await RunAsync("exec", "ticks")).Status);
        Assert.Empty(Folders());
    }

    [Slow]
    [Fact]
    public async Task A_folder_in_use_stays_and_so_does_one_that_is_not_ours()
    {
        DirectoryInfo others = _parent.CreateSubdirectory("osmosis-notes");
        await File.WriteAllTextAsync(Path.Combine(others.FullName, "mine"), "");
        using Process running = Start("run");
        await running.StandardInput.WriteLineAsync("ticks");
        while (await running.StandardOutput.ReadLineAsync() is { } line
            && !line.StartsWith(Answer, StringComparison.Ordinal))
        {
        }

        Assert.Equal(0, (await RunAsync("exec", "ticks")).Status);
        Assert.Equal(0, (await RunAsync("top")).Status);
        running.StandardInput.Close();
        await running.StandardOutput.ReadToEndAsync();
        await running.WaitForExitAsync();
        Assert.Equal(0, running.ExitCode);
        Assert.Equal([others.FullName], Folders());
    }

    /// <summary>
    /// In a folder where everybody may write, somebody prepares links and folders with names like ours. No file's
    /// rights change, and nothing is created or deleted there.
    /// </summary>
    [Theory]
    [InlineData("echo ticks | ./osmosis run", "ticks: ")]
    [InlineData("./osmosis top", "osmosis: no kernel started by ./osmosis run is running")]
    public async Task What_somebody_prepared_is_not_touched(string command, string answer)
    {
        DirectoryInfo victim = _parent.CreateSubdirectory("victim");
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(victim.FullName, Mode);
        await File.WriteAllTextAsync(Path.Combine(victim.FullName, "in-use"), "");
        await File.WriteAllTextAsync(Path.Combine(victim.FullName, "1.qmp"), "");
        string named = Path.Combine(_parent.FullName, $"osmosis-{Environment.UserName}");
        Directory.CreateDirectory(named);
        File.CreateSymbolicLink(Path.Combine(named, "osmosis"), victim.FullName);
        File.CreateSymbolicLink(Path.Combine(_parent.FullName, "osmosis-linked"), victim.FullName);
        DirectoryInfo open = _parent.CreateSubdirectory("osmosis-opened");
        File.SetUnixFileMode(open.FullName, Mode | UnixFileMode.OtherWrite);
        await File.WriteAllTextAsync(Path.Combine(open.FullName, "in-use"), "");

        using Process process = Process.Start(StartInfo("sh", "-c", $"cd '{Checkout.Root}'; {command} 2>&1"))!;
        Assert.Contains(answer, await process.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
        await process.WaitForExitAsync();

        Assert.Equal(Mode, File.GetUnixFileMode(victim.FullName));
        Assert.Equal(["1.qmp", "in-use"],
            victim.EnumerateFiles().Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["in-use"], open.EnumerateFiles().Select(file => file.Name));
        Assert.Equal(Mode | UnixFileMode.OtherWrite, File.GetUnixFileMode(open.FullName));
        Assert.Equal(["osmosis"], Directory.EnumerateFileSystemEntries(named).Select(Path.GetFileName));
    }

    private string[] Folders() => Directory.GetDirectories(_parent.FullName, "osmosis-*");

    private Task<OsmosisCommand> RunAsync(params string[] arguments) =>
        OsmosisCommand.RunAsync(Checkout.Root, arguments, temporaryFolder: _parent.FullName);

    private Process Start(params string[] arguments) =>
        Process.Start(StartInfo(Path.Combine(Checkout.Root, "osmosis"), arguments))!;

    private ProcessStartInfo StartInfo(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true
        };
        start.Environment["TMPDIR"] = _parent.FullName;
        start.Environment["XDG_RUNTIME_DIR"] = null;
        start.Environment[Checkout.TestedVariable] = Checkout.Tested;
        return start;
    }
}
