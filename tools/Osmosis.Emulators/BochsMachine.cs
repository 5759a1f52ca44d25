// A running Bochs: its serial line, the mapping as its debugger printed it, and how it ended.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Osmosis.Emulators;

/// <summary>
/// Bochs draws its screen on a terminal that <c>script</c> simulates and nobody looks at. Its files are in a private
/// folder: configuration, log, and the log of its debugger.
/// </summary>
public sealed class BochsMachine : EmulatorProcess
{
    private const string ConfigurationFile = "bochsrc";
    private const string CommandsFile = "commands";
    private const string LogFile = "bochs.log";
    private const string DebuggerLogFile = "debugger.log";
    private const string SwitchedOff = "Shutdown port: shutdown requested";
    private const string TripleFault = "exception with no resolution";

    private BochsMachine(TemporaryFolder folder, Process process)
        : base(folder, process)
    {
    }

    public override bool HasTripleFaulted => Read(LogFile).Contains(TripleFault, StringComparison.Ordinal);

    /// <exception cref="EmulatorException">Bochs could not be started, or ended before it connected its serial
    /// port.</exception>
    public static async Task<BochsMachine> StartAsync(BochsOptions options, CancellationToken cancel = default)
    {
        TemporaryFolder folder = TemporaryFolder.Create();
        using Socket listener = Connection.ListenOnLoopback();
        string configuration = options.Configuration(((IPEndPoint)listener.LocalEndPoint!).Port);
        string command = $"exec setpriv --pdeathsig KILL {BochsOptions.Program} -q "
            + $"-f {ConfigurationFile} -rc {CommandsFile} -dbglog {DebuggerLogFile}";
        return await StartAsync(folder, listener, StartBochsAsync, (own, process) => new BochsMachine(own, process),
            cancel);

        async Task<Process> StartBochsAsync()
        {
            await File.WriteAllTextAsync(folder.In(ConfigurationFile), configuration, cancel);
            await File.WriteAllTextAsync(folder.In(CommandsFile), options.DebuggerCommands, cancel);
            // Its screen is a terminal of a known kind, made by a known shell, whatever the caller's are.
            return await ChildLauncher.StartAsync("env", folder.Path,
                ["SHELL=/bin/sh", "TERM=linux", "script", "-qec", command, "/dev/null"]);
        }
    }

    public override async Task<IReadOnlyList<PageMapping>> MappingsAsync(CancellationToken cancel = default)
    {
        await Ended.WaitAsync(cancel);
        IReadOnlyList<PageMapping> pages = PageMapping.ParseRanges(Read(DebuggerLogFile));
        return pages.Count > 0
            ? pages
            : throw new EmulatorException(
                "Bochs' debugger told of no mapped page: the kernel did not come to where it switches off");
    }

    private protected override async Task<MachineEnd> WatchAsync()
    {
        Process.StandardInput.Close();
        Task<string> output = Process.StandardOutput.ReadToEndAsync();
        Task<string> error = Process.StandardError.ReadToEndAsync();
        await Process.WaitForExitAsync();
        string screen = await output;
        string log = Read(LogFile);
        return log.Contains(SwitchedOff, StringComparison.Ordinal)
            ? new MachineEnd(MachineEndKind.PoweredOff, 0, "")
            : new MachineEnd(MachineEndKind.EmulatorFailed, Process.ExitCode,
                LastWords(log, screen) + (await error).Trim());
    }

    private string Read(string file)
    {
        string path = Folder.In(file);
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    // What ends Bochs before it draws stands on its screen, as plain text.
    private static string LastWords(string log, string screen) =>
        log.Split('\n').LastOrDefault(line => line.Contains(">>PANIC<<", StringComparison.Ordinal))
        ?? screen.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .LastOrDefault(line => !line.Contains('\e'), "");
}
