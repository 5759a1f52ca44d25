// A running v86, an emulator written for browsers, under Node: its serial line, the mapping, and how it ended.
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Osmosis.Emulators;

/// <summary>
/// The other half is explorer/scripts/machine.mjs. A guest that halts leaves v86 running; v86 ends itself, with an
/// error, at a double or triple fault.
/// </summary>
public sealed class V86Machine : EmulatorProcess
{
    private V86Machine(TemporaryFolder folder, Process process)
        : base(folder, process)
    {
    }

    public override bool HasTripleFaulted =>
        Ended is { IsCompletedSuccessfully: true, Result.Kind: MachineEndKind.EmulatorFailed };

    /// <exception cref="EmulatorException">Node could not be started, or v86 gave up at once.</exception>
    public static async Task<V86Machine> StartAsync(V86Options options, CancellationToken cancel = default)
    {
        TemporaryFolder folder = TemporaryFolder.Create();
        string path = folder.In("serial");
        using Socket listener = Connection.Listen(path);
        string arguments = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            [options.Medium == BootMedium.Kernel ? "kernel" : "cd"] = Path.GetFullPath(options.ImagePath),
            ["memory"] = options.Memory.Bytes,
            ["serial"] = path,
            ["module"] = options.ModulePath ?? "",
        });
        Task<Process> StartNodeAsync() =>
            ChildLauncher.StartAsync(V86Options.Program, options.Folder, ["machine.mjs", arguments]);
        return await StartAsync(folder, listener, StartNodeAsync, (own, process) => new V86Machine(own, process),
            cancel);
    }

    /// <summary>Asks machine.mjs to walk the page tables in the guest's memory.</summary>
    public override async Task<IReadOnlyList<PageMapping>> MappingsAsync(CancellationToken cancel = default)
    {
        StringBuilder text = new();
        try
        {
            await Process.StandardInput.WriteLineAsync();
            await Process.StandardInput.FlushAsync(cancel);
            while (await Process.StandardOutput.ReadLineAsync(cancel) is { Length: > 0 } line)
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

    private protected override async Task<MachineEnd> WatchAsync()
    {
        string error = await Process.StandardError.ReadToEndAsync();
        await Process.WaitForExitAsync();
        return new MachineEnd(MachineEndKind.EmulatorFailed, Process.ExitCode, error.Trim());
    }
}
