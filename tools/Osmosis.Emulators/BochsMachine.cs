// A running Bochs: its serial line, what its debugger said of the mapping, and how it ended.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Osmosis.Emulators;

/// <summary>
/// Bochs draws its screen on a terminal, which <c>script</c> plays, and nobody looks at. Its files are in a folder of its own: configuration,
/// log, and the log of its debugger.
/// </summary>
public sealed class BochsMachine : IEmulator
{
    private const string ConfigurationFile = "bochsrc";
    private const string CommandsFile = "commands";
    private const string LogFile = "bochs.log";
    private const string DebuggerLogFile = "debugger.log";
    private const string SwitchedOff = "Shutdown port: shutdown requested";
    private const string TripleFault = "exception with no resolution";

    private readonly DirectoryInfo _folder;
    private readonly Process _process;
    private readonly Task<MachineEnd> _ended;

    private BochsMachine(DirectoryInfo folder, Process process)
    {
        _folder = folder;
        _process = process;
        _ended = WatchAsync();
    }

    public SerialLine Serial { get; private set; } = null!;

    public Task<MachineEnd> Ended => _ended;

    public bool HasTripleFaulted => Read(LogFile).Contains(TripleFault, StringComparison.Ordinal);

    /// <exception cref="EmulatorException">Bochs could not be started, or ended before it connected its serial port.</exception>
    public static async Task<BochsMachine> StartAsync(BochsOptions options, CancellationToken cancel = default)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("osmosis-bochs-");
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        Process process;
        try
        {
            string configuration = options.Configuration(((IPEndPoint)listener.LocalEndPoint!).Port);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, ConfigurationFile), configuration, cancel);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, CommandsFile), options.DebuggerCommands, cancel);
            string command = $"exec setpriv --pdeathsig KILL {BochsOptions.Program} -q -f {ConfigurationFile} -rc {CommandsFile} -dbglog {DebuggerLogFile}";
            process = await ChildLauncher.StartAsync("script", folder.FullName, ["-qec", command, "/dev/null"]);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }

        BochsMachine machine = new(folder, process);
        try
        {
            machine.Serial = new SerialLine(await Connection.AcceptAsync(listener, machine.Ended, cancel));
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    public async Task<IReadOnlyList<PageMapping>> MappingsAsync(CancellationToken cancel = default)
    {
        await Ended.WaitAsync(cancel);
        IReadOnlyList<PageMapping> pages = PageMapping.ParseRanges(Read(DebuggerLogFile));
        return pages.Count > 0 ? pages : throw new EmulatorException("Bochs' debugger told of no mapped page: the kernel did not come to where it switches off");
    }

    private async Task<MachineEnd> WatchAsync()
    {
        _process.StandardInput.Close();
        Task<string> output = _process.StandardOutput.ReadToEndAsync();
        Task<string> error = _process.StandardError.ReadToEndAsync();
        await _process.WaitForExitAsync();
        await output;
        string log = Read(LogFile);
        return log.Contains(SwitchedOff, StringComparison.Ordinal)
            ? new MachineEnd(MachineEndKind.PoweredOff, 0, "")
            : new MachineEnd(MachineEndKind.EmulatorFailed, _process.ExitCode, LastWords(log) + (await error).Trim());
    }

    private string Read(string file)
    {
        string path = Path.Combine(_folder.FullName, file);
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    private static string LastWords(string log) => log.Split('\n').LastOrDefault(line => line.Contains(">>PANIC<<", StringComparison.Ordinal)) ?? "";

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await Ended;
        if (Serial is not null)
        {
            await Serial.DisposeAsync();
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
