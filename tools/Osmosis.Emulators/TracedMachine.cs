// A machine that logs the address of every instruction it executes in the kernel's image.
using System.Diagnostics;
using System.Globalization;

namespace Osmosis.Emulators;

internal sealed class TracedMachine : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly StreamReader _trace;
    private readonly QemuMachine _machine;

    private TracedMachine(TemporaryFolder folder, StreamReader trace, QemuMachine machine)
    {
        (_folder, _trace, _machine) = (folder, trace, machine);
        Console = new KernelConsole(machine);
    }

    public KernelConsole Console { get; }

    public static async Task<TracedMachine> StartAsync(QemuOptions options, KernelImage image, CancellationToken cancel)
    {
        TemporaryFolder folder = TemporaryFolder.Create();
        StreamReader? trace = null;
        try
        {
            string pipe = folder.In("pipe");
            using (Process mkfifo = Process.Start("mkfifo", [pipe]))
            {
                await mkfifo.WaitForExitAsync(cancel);
            }

            // Opened for writing too, so that neither side waits for the other.
            trace = new StreamReader(new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite));
            InstructionTrace log = new(pipe, image["_kernel_start"], image["_kernel_end"]);
            return new TracedMachine(folder, trace,
                await QemuMachine.StartAsync(options with { CountInstructions = true, Trace = log }, cancel));
        }
        catch
        {
            trace?.Dispose();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The next instruction's address. A line of the log is <c>Trace 0: host address [code segment base/instruction
    /// address/flags]</c>.
    /// </summary>
    /// <exception cref="EmulatorException">The log has ended.</exception>
    public async ValueTask<uint> NextAsync(CancellationToken cancel)
    {
        while (await _trace.ReadLineAsync(cancel) is { } line)
        {
            int start = line.IndexOf('/', StringComparison.Ordinal) + 1;
            if (start > 0
                && uint.TryParse(line.AsSpan(start, Math.Min(8, line.Length - start)), NumberStyles.HexNumber,
                    CultureInfo.InvariantCulture, out uint address))
            {
                return address;
            }
        }

        throw new EmulatorException("QEMU ended its trace");
    }

    public async ValueTask DisposeAsync()
    {
        await _machine.DisposeAsync();
        _trace.Dispose();
        _folder.Dispose();
    }
}
