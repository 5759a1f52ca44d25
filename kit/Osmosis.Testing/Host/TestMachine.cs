// A machine that runs tests: what its runner reports, and what the kernel prints meanwhile.
using System.Diagnostics;
using System.Net.Sockets;
using Osmosis.Emulators;

namespace Osmosis.Testing.Host;

/// <summary>
/// The first serial port leads into a file, the port of the reports into a socket. QEMU writes a byte to the file
/// before the guest's next instruction, and the guest waits for an answer to its reports. So the file holds all that
/// was printed before a report, and nothing later, until <see cref="GoOnAsync"/>.
/// </summary>
internal sealed class TestMachine : IAsyncDisposable
{
    // Names inside the machine's folder.
    private const string ReportSocket = "reports";
    private const string OutputFile = "output";

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private readonly TemporaryFolder _folder;
    private readonly QemuMachine _machine;
    private readonly NetworkStream _port;
    private readonly ReportReader _reports;
    private Task<string?> _line;
    private long _outputRead;
    private long _logRead;

    private TestMachine(TemporaryFolder folder, QemuMachine machine, Socket port)
    {
        _folder = folder;
        _machine = machine;
        _port = new NetworkStream(port, ownsSocket: true);
        _reports = new ReportReader(_port);
        _line = _reports.ReadLineAsync();
    }

    /// <param name="image">The path of a test image.</param>
    /// <param name="tests">The tests to run, as on the boot command line.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="EmulatorException">The machine can't be started.</exception>
    public static async Task<TestMachine> StartAsync(string image, string tests, CancellationToken cancel)
    {
        TemporaryFolder folder = TemporaryFolder.Create();
        QemuMachine? machine = null;
        try
        {
            using Socket listener = Connection.Listen(folder.In(ReportSocket));
            machine = await QemuMachine.StartAsync(Options(image, tests, folder), cancel);
            return new TestMachine(folder, machine, await Connection.AcceptAsync(listener, machine.Ended, cancel));
        }
        catch
        {
            await (machine?.DisposeAsync() ?? ValueTask.CompletedTask);
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Waits for what happens next, for at most <paramref name="limit"/>.</summary>
    public async Task<MachineEvent> NextAsync(TimeSpan limit, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            TimeSpan left = limit - Stopwatch.GetElapsedTime(start);
            Task pause = Task.Delay(left < s_look ? left > TimeSpan.Zero ? left : TimeSpan.Zero : s_look, cancel);
            Task first = await Task.WhenAny(_line, _machine.Ended, pause);
            if (_line.IsCompleted && await _line is { } line)
            {
                _line = _reports.ReadLineAsync();
                return new MachineEvent.Report(line.Split('\t'));
            }

            if (first != pause)
            {
                return await EndAsync(cancel);
            }

            cancel.ThrowIfCancellationRequested();
            if (await LookAsync(isOver: Stopwatch.GetElapsedTime(start) >= limit, cancel) is { } found)
            {
                return found;
            }
        }
    }

    /// <summary>
    /// Whether a report is the machine's last: it ends a little after the guest asked for it. QEMU's main loop has seen
    /// the request when it has answered twice, for it looks between two answers.
    /// </summary>
    public async Task<MachineEvent?> EndedMeanwhileAsync(CancellationToken cancel)
    {
        try
        {
            await _machine.Monitor.HumanAsync("info status", cancel);
            await _machine.Monitor.HumanAsync("info status", cancel);
        }
        catch (EmulatorException)
        {
            await _machine.Ended;
        }

        return _machine.Ended.IsCompleted
            ? new MachineEvent.Ended(await _machine.Ended, _machine.HasTripleFaulted) : null;
    }

    /// <summary>Answers a report, so that the machine goes on.</summary>
    public async Task GoOnAsync(CancellationToken cancel)
    {
        try
        {
            await _port.WriteAsync(new byte[] { (byte)'\n' }, cancel);
        }
        catch (IOException)
        {
            // It has ended, and the next event says so.
        }
    }

    /// <summary>What the kernel printed since this was called before, without colours and the like.</summary>
    public string TakeOutput()
    {
        TerminalTranscript text = new();
        byte[] bytes = Rest(_folder.In(OutputFile), ref _outputRead);
        text.Append(bytes);
        return string.Join('\n', text.Lines(0, text.Count)).TrimEnd();
    }

    /// <summary>What QEMU logged of exceptions since this was called before.</summary>
    public string TakeLog()
    {
        string log = _machine.ResetLog;
        string rest = log[(int)_logRead..];
        _logRead = log.Length;
        return rest;
    }

    public async ValueTask DisposeAsync()
    {
        await _port.DisposeAsync();
        await _machine.DisposeAsync();
        _folder.Dispose();
    }

    private static QemuOptions Options(string image, string tests, TemporaryFolder folder) => new()
    {
        KernelPath = image,
        BootCommandLine = $"tests={tests}",
        HasSerialPort = false,
        LogInterrupts = true,
        AllowsTripleFault = true,
        MoreArguments =
        [
            "-chardev", $"file,id=output,path={folder.InForQemu(OutputFile)}",
            "-device", "isa-serial,index=0,chardev=output",
            "-chardev", $"socket,id=reports,path={folder.InForQemu(ReportSocket)}",
            "-device", "isa-serial,index=1,iobase=0x2f0,chardev=reports",
        ],
    };

    private static byte[] Rest(string path, ref long from)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[file.Length - from];
        file.Position = from;
        file.ReadExactly(bytes);
        from += bytes.Length;
        return bytes;
    }

    // The end may be known before the last reports are read. QEMU stays when the guest switches off.
    private async Task<MachineEvent> EndAsync(CancellationToken cancel)
    {
        MachineEnd end = await _machine.Ended;
        try
        {
            await _machine.Monitor.HumanAsync("quit", cancel);
        }
        catch (EmulatorException)
        {
            // It has ended.
        }

        if (await _line is not { } line)
        {
            return new MachineEvent.Ended(end, _machine.HasTripleFaulted);
        }

        _line = _reports.ReadLineAsync();
        return new MachineEvent.Report(line.Split('\t'));
    }

    private async Task<MachineEvent?> LookAsync(bool isOver, CancellationToken cancel)
    {
        try
        {
            Registers registers = await _machine.Monitor.RegistersAsync(cancel);
            bool isHalted = registers is { Halted: true, InterruptsEnabled: false };

            // QEMU halts the processor, too, until it has carried out what ends the machine.
            return isHalted && await EndedMeanwhileAsync(cancel) is not null ? await EndAsync(cancel)
                : isHalted ? new MachineEvent.Halted(registers, await StackAsync(registers, cancel))
                : isOver ? new MachineEvent.TimeOver(registers)
                : null;
        }
        catch (EmulatorException)
        {
            // It has ended meanwhile.
            return await EndAsync(cancel);
        }
    }

    private async Task<byte[]> StackAsync(Registers registers, CancellationToken cancel)
    {
        try
        {
            return await _machine.Monitor.ReadVirtualAsync(registers.Esp, MachineEvent.Halted.StackBytes, cancel);
        }
        catch (EmulatorGoneException)
        {
            throw;
        }
        catch (EmulatorException)
        {
            return [];
        }
    }
}
