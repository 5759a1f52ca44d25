// A running QEMU: its serial line, its monitor, and how it ended. Disposing of it ends it.
using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;

namespace Osmosis.Emulators;

/// <summary>
/// A machine without a display. When the guest switches off or resets, the machine stops (<c>-action</c>), so that its
/// last state can be inspected. Only a write to the debug-exit port, or QEMU's own failure, ends the process.
/// </summary>
public sealed class QemuMachine : IEmulator
{
    private const string TripleFault = "Triple fault";

    private readonly TemporaryFolder _folder;
    private readonly Process _process;
    private readonly TaskCompletionSource<MachineEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _watching = Task.CompletedTask;
    private QmpClient? _qmp;

    private QemuMachine(QemuOptions options, TemporaryFolder folder, Process process)
    {
        Options = options;
        _folder = folder;
        _process = process;
    }

    public QemuOptions Options { get; }

    /// <summary>The serial line of a machine that has one.</summary>
    public SerialLine Serial { get; private set; } = null!;

    public QemuMonitor Monitor { get; private set; } = null!;

    /// <summary>
    /// Completes when the guest has stopped for good; if the process has ended, when all that it sent was read.
    /// </summary>
    public Task<MachineEnd> Ended => _ended.Task;

    /// <summary>Completes when the process has ended.</summary>
    public Task Exited => _watching;

    /// <summary>The debugger's socket, when <see cref="QemuOptions.WaitForDebugger"/> asked for one.</summary>
    public string DebuggerSocket => _folder.In("gdb");

    /// <summary>
    /// QEMU's log of resets so far; a triple fault appears as a line. With <see cref="QemuOptions.LogInterrupts"/>, of
    /// interrupts and exceptions too. Empty if QEMU didn't get as far as to make it.
    /// </summary>
    public string ResetLog => File.Exists(_folder.In("log")) ? File.ReadAllText(_folder.In("log")) : "";

    public bool HasTripleFaulted => ResetLog.Contains(TripleFault, StringComparison.Ordinal);

    public Task<IReadOnlyList<PageMapping>> MappingsAsync(CancellationToken cancel = default) =>
        Monitor.MappingsAsync(cancel);

    /// <summary>
    /// Starts QEMU and connects to it. The guest runs when this returns, unless it waits for a debugger.
    /// </summary>
    /// <exception cref="EmulatorException">QEMU could not be started; the message contains its output.</exception>
    public static async Task<QemuMachine> StartAsync(QemuOptions options, CancellationToken cancel = default)
    {
        if (!File.Exists(options.KernelPath))
        {
            throw new EmulatorException($"there is no kernel at {options.KernelPath}: build it first");
        }

        TemporaryFolder folder = TemporaryFolder.Create();
        using Socket qmpListener = Connection.Listen(folder.In("qmp"));
        Process process;
        try
        {
            // Ctrl-C at a debugger must stop the guest, not end QEMU, so QEMU is detached from the terminal.
            (string program, string[] first) = options.WaitForDebugger
                ? ("setsid", new[] { options.Program }) : (options.Program, []);
            process = await ChildLauncher.StartAsync(program, options.WorkingFolder,
                [.. first, .. Arguments(options, folder)]);
        }
        catch (EmulatorException)
        {
            folder.Dispose();
            throw;
        }

        QemuMachine machine = new(options, folder, process);
        machine._watching = machine.WatchAsync();
        try
        {
            await machine.ConnectAsync(qmpListener, cancel);
            return machine;
        }
        catch (EmulatorException) when (machine.EndedSoon())
        {
            // The reason for QEMU's end says more than the lost connection.
            await machine.DisposeAsync();
            throw new EmulatorException((await machine.Ended).ToString());
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    private async Task ConnectAsync(Socket qmpListener, CancellationToken cancel)
    {
        if (Options.HasSerialPort)
        {
            // A pipe takes more than a socket before the kernel must wait, which would take the processor's time.
            Serial = new SerialLine(_process.StandardOutput.BaseStream, _process.StandardInput.BaseStream);
        }

        _qmp = await QmpClient.ConnectAsync(await Connection.AcceptAsync(qmpListener, Ended, cancel), OnEvent, cancel);
        Monitor = new QemuMonitor(_qmp, _folder.Path);
        if (!Options.WaitForDebugger)
        {
            await _qmp.ExecuteAsync("cont", null, cancel);
        }
    }

    private static IEnumerable<string> Arguments(QemuOptions options, TemporaryFolder folder)
    {
        // Each block is one instruction, and no block jumps to the next without logging, so each logged block is an
        // instruction.
        IEnumerable<string> log = options.Trace is { } trace
            ? ["-singlestep", "-d", "exec,nochain", "-dfilter", $"0x{trace.Start:x}+0x{trace.End - trace.Start:x}",
                "-D", trace.Path]
            : ["-d", options.LogInterrupts ? "int,cpu_reset" : "cpu_reset", "-D", folder.In("log")];
        string[] serial = ["-serial", options.HasSerialPort ? "stdio" : "none"];
        IEnumerable<string> debugger = options.WaitForDebugger
            ? ["-gdb", $"unix:{folder.InForQemu("gdb")},server=on,wait=off"] : [];
        return
        [
            .. options.Arguments(), .. debugger, .. log, .. serial, "-S", "-nodefaults", "-vga", "std", "-display",
            "none",
            "-qmp", $"unix:{folder.InForQemu("qmp")}", "-action", "reboot=shutdown,shutdown=pause",
        ];
    }

    private bool EndedSoon() => Ended.Wait(TimeSpan.FromSeconds(1));

    private void OnEvent(string name, JsonElement data)
    {
        if (name == "SHUTDOWN")
        {
            switch (data.GetProperty("reason").GetString())
            {
                case "guest-shutdown":
                    _ended.TrySetResult(new MachineEnd(MachineEndKind.PoweredOff, 0, ""));
                    break;
                case "guest-reset":
                    _ended.TrySetResult(new MachineEnd(MachineEndKind.Reset, 0, ""));
                    break;
            }
        }
    }

    private async Task WatchAsync()
    {
        Task<string> error = _process.StandardError.ReadToEndAsync();
        await _process.WaitForExitAsync();
        await (Serial?.Closed ?? Task.CompletedTask);
        _ended.TrySetResult(MachineEnd.FromExitStatus(_process.ExitCode, (await error).Trim()));
    }

    /// <exception cref="EmulatorException">The machine had a triple fault, which its options don't allow.</exception>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _watching;
        if (_qmp is not null)
        {
            await _qmp.DisposeAsync();
        }

        if (Serial is not null)
        {
            await Serial.DisposeAsync();
        }

        _process.Dispose();

        // A traced machine keeps no log of resets.
        bool hasTripleFaulted = Options.Trace is null && HasTripleFaulted;
        _folder.Dispose();
        if (hasTripleFaulted && !Options.AllowsTripleFault)
        {
            throw new EmulatorException("the machine had a triple fault: QEMU's log of resets tells of one");
        }
    }
}
