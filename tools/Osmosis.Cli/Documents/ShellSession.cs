// A session of 120 lines at busybox's shell, as docs/PROGRAMS.md counts it: the script that SessionTests compare with
// Linux, in a machine that counts instructions.
using Osmosis.Cli.Archives;
using Osmosis.Cli.Programs;
using Osmosis.Cli.Setup;
using Osmosis.Emulators;

namespace Osmosis.Cli.Documents;

internal sealed class ShellSession : IDisposable
{
    private const string Shell = "/bin/sh";
    private const string Prompt = "/ # ";
    private const string Script = "session.sh";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = TemporaryFolder.Create();
    private readonly QemuOptions _options;

    private ShellSession(Repository repository, byte[] busybox)
    {
        _options = new QemuOptions
        {
            KernelPath = repository.KernelImage,
            ModulePath = BootModule.Pack(_folder, BusyboxFiles.Make(busybox),
                [TestScript.In(repository, Script)]),
            Memory = MemorySize.FromMiB(32),
            CountInstructions = true,
        };
    }

    /// <summary>The kernel and the programs in C# have been built.</summary>
    public static async Task<ShellSession> PrepareAsync(Repository repository, CancellationToken cancel) =>
        new(repository, await File.ReadAllBytesAsync(await BusyboxPackage.EnsureAsync(cancel), cancel));

    /// <summary>Runs the session to its end. What the kernel tells about it.</summary>
    /// <exception cref="FailedException">It didn't come to its end.</exception>
    public Task<ProgramReport> RunAsync(CancellationToken cancel) => RunAsync(cancel, $"/{Script}");

    /// <summary>Instructions of the shell that does nothing, and of the kernel for it.</summary>
    /// <exception cref="FailedException">It didn't come to its end.</exception>
    public async Task<ulong> CountStartAsync(CancellationToken cancel) =>
        (await RunAsync(cancel, "-c", "exit")).Cycles;

    /// <summary>The kernel's own instructions from its entry until the shell waits for a line.</summary>
    public Task<long> CountBootAsync(CancellationToken cancel) =>
        BootCost.MeasureAsync(_options with { BootCommandLine = Words([]) }, s_patience, Prompt, cancel);

    /// <summary>The shortest time of five from the emulator's start until the shell waits for a line.</summary>
    public async Task<TimeSpan> TimeBootAsync(CancellationToken cancel)
    {
        TimeSpan shortest = s_patience;
        for (int i = 0; i < 5; i++)
        {
            long start = TimeProvider.System.GetTimestamp();
            await using QemuMachine machine = await QemuMachine.StartAsync(
                _options with { CountInstructions = false, BootCommandLine = Words([]) }, cancel);
            bool isThere = await new KernelConsole(machine).WaitAsync(
                transcript => transcript.CurrentLine == Prompt, s_patience, cancel);
            TimeSpan time = TimeProvider.System.GetElapsedTime(start);
            shortest = !isThere ? throw new FailedException($"the shell has no prompt after {s_patience}")
                : time < shortest ? time
                : shortest;
        }

        return shortest;
    }

    public void Dispose() => _folder.Dispose();

    private string Words(string[] arguments) =>
        BootWords.Start(_options.KernelPath, ["quiet", "panic=exit", "init="], Shell, arguments);

    private async Task<ProgramReport> RunAsync(CancellationToken cancel, params string[] arguments)
    {
        string report = _folder.In("report");
        QemuOptions options = _options with { ReportPath = report, BootCommandLine = Words(arguments) };
        (MachineEnd end, string[] lines) = await UnattendedMachine.RunAsync(options, s_patience, cancel);
        return ProgramReport.Read(report)
            ?? throw new FailedException($"{Shell} {string.Join(' ', arguments)}: {end}; at last: {lines.Last()}");
    }
}
