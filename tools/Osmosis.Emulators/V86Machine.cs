// A running v86, an emulator written for browsers, under Node: its serial line, the mapping, and how it ended.
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Osmosis.Emulators;

/// <summary>
/// The other half is tools/v86/machine.mjs. A guest that halts leaves v86 running; v86 ends itself, with an error, at a double or triple fault.
/// </summary>
public sealed class V86Machine : IEmulator
{
    private readonly DirectoryInfo _folder;
    private readonly Process _process;
    private readonly Task<MachineEnd> _ended;

    private V86Machine(DirectoryInfo folder, Process process)
    {
        _folder = folder;
        _process = process;
        _ended = WatchAsync();
    }

    public SerialLine Serial { get; private set; } = null!;

    public Task<MachineEnd> Ended => _ended;

    public bool HasTripleFaulted => Ended is { IsCompletedSuccessfully: true, Result.Kind: MachineEndKind.EmulatorFailed };

    /// <exception cref="EmulatorException">Node could not be started, or v86 gave up at once.</exception>
    public static async Task<V86Machine> StartAsync(V86Options options, CancellationToken cancel = default)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("osmosis-v86-");
        string path = Path.Combine(folder.FullName, "serial");
        using Socket listener = Connection.Listen(path);
        string arguments = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            [options.Medium == BootMedium.Kernel ? "kernel" : "cd"] = Path.GetFullPath(options.ImagePath),
            ["memory"] = options.Memory.Bytes,
            ["serial"] = path,
        });
        Process process;
        try
        {
            process = await ChildLauncher.StartAsync(V86Options.Program, options.Folder, ["machine.mjs", arguments]);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }

        V86Machine machine = new(folder, process);
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

    /// <summary>Asks machine.mjs to walk the page tables in the guest's memory.</summary>
    public async Task<IReadOnlyList<PageMapping>> MappingsAsync(CancellationToken cancel = default)
    {
        StringBuilder text = new();
        try
        {
            await _process.StandardInput.WriteLineAsync();
            await _process.StandardInput.FlushAsync(cancel);
            while (await _process.StandardOutput.ReadLineAsync(cancel) is { Length: > 0 } line)
            {
                text.AppendLine(line);
            }
        }
        catch (IOException exception)
        {
            throw new EmulatorException($"v86 is gone: {exception.Message}");
        }

        return PageMapping.ParseAll(text.ToString());
    }

    private async Task<MachineEnd> WatchAsync()
    {
        string error = await _process.StandardError.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return new MachineEnd(MachineEndKind.EmulatorFailed, _process.ExitCode, error.Trim());
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
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
