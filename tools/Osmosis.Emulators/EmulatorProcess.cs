// An emulator as a process that connects its serial port to us, with its own folder.
using System.Diagnostics;
using System.Net.Sockets;

namespace Osmosis.Emulators;

public abstract class EmulatorProcess : IEmulator
{
    private Task<MachineEnd> _ended = null!;

    private protected EmulatorProcess(TemporaryFolder folder, Process process)
    {
        Folder = folder;
        Process = process;
    }

    public SerialLine Serial { get; private set; } = null!;

    public Task<MachineEnd> Ended => _ended;

    public abstract bool HasTripleFaulted { get; }

    private protected TemporaryFolder Folder { get; }

    private protected Process Process { get; }

    public abstract Task<IReadOnlyList<PageMapping>> MappingsAsync(CancellationToken cancel = default);

    /// <summary>
    /// Starts the process, and returns when it has connected its serial port to <paramref name="listener"/>.
    /// </summary>
    /// <exception cref="EmulatorException">The emulator could not be started, or ended before it connected.</exception>
    private protected static async Task<T> StartAsync<T>(
        TemporaryFolder folder, Socket listener, Func<Task<Process>> start, Func<TemporaryFolder, Process, T> create,
        CancellationToken cancel)
        where T : EmulatorProcess
    {
        T machine;
        try
        {
            machine = create(folder, await start());
        }
        catch
        {
            folder.Dispose();
            throw;
        }

        machine._ended = machine.EndAsync();
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

    // The end is known when all that the machine sent was read.
    private async Task<MachineEnd> EndAsync()
    {
        MachineEnd end = await WatchAsync();
        await (Serial?.Closed ?? Task.CompletedTask);
        return end;
    }

    /// <summary>Completes when the process has ended, with the machine's end.</summary>
    private protected abstract Task<MachineEnd> WatchAsync();

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
        }

        await Ended;
        if (Serial is not null)
        {
            await Serial.DisposeAsync();
        }

        Process.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
