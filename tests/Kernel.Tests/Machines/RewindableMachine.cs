// A machine stopped at one moment of boot, to which it can be rewound repeatedly: cheaper than booting each time.
using System.Globalization;

namespace Osmosis.Kernel.Tests.Machines;

/// <summary>The serial line isn't rewound: output after a rewind follows the earlier output.</summary>
internal sealed class RewindableMachine : IAsyncDisposable
{
    private const string Moment = "moment";

    private readonly TemporaryFolder _folder;

    private RewindableMachine(TemporaryFolder folder, QemuMachine machine, Debugger debugger)
    {
        _folder = folder;
        Machine = machine;
        Debugger = debugger;
        Console = new KernelConsole(machine);
    }

    public QemuMachine Machine { get; }

    public QemuMonitor Monitor => Machine.Monitor;

    public Debugger Debugger { get; }

    public KernelConsole Console { get; }

    /// <summary>Boots, and stops before the instruction at <paramref name="address"/>.</summary>
    public static async Task<RewindableMachine> StartAsync(QemuOptions options, uint address)
    {
        TemporaryFolder folder = TemporaryFolder.Create();
        string[] disk = await SnapshotDisk.MakeAsync(folder.Path);
        QemuMachine machine =
            await QemuMachine.StartAsync(
                options with { WaitForDebugger = true, MoreArguments = [.. options.MoreArguments, .. disk] });
        RewindableMachine rewindable = new(folder, machine, await Debugger.ConnectAsync(machine));
        await rewindable.Debugger.RunToAsync(address);
        Assert.Equal("", (await machine.Monitor.HumanAsync($"savevm {Moment}")).Trim());
        return rewindable;
    }

    /// <summary>Rewinds the machine; it stays stopped.</summary>
    public async Task RewindAsync()
    {
        await Monitor.StopAsync();
        Assert.Equal("", (await Monitor.HumanAsync($"loadvm {Moment}")).Trim());
    }

    /// <summary>Lets the machine run until the shell asks for a command; false if it never does.</summary>
    public async Task<bool> RunToPromptAsync(TimeSpan patience)
    {
        int line = Machine.Serial.Look(transcript => transcript.Count);
        await Debugger.ContinueAsync();
        bool isThere = await Console.WaitAsync(
            transcript => transcript.Count > line && transcript.CurrentLine == KernelConsole.Prompt, patience);
        await Console.SettleAsync(TimeSpan.FromMilliseconds(5));
        return isThere;
    }

    /// <summary>A register without a number in the debugger's protocol, by its name in <c>info registers</c>.</summary>
    public async Task<uint> ReadAsync(string register)
    {
        string all = await Monitor.HumanAsync("info registers");
        int at = all.IndexOf($"{register}=", StringComparison.Ordinal) + register.Length + 1;
        Assert.True(at > register.Length, $"no {register} in {all}");
        return uint.Parse(all[at..].TakeWhile(char.IsAsciiHexDigit).ToArray(), NumberStyles.HexNumber,
            CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        Debugger.Dispose();
        await Machine.DisposeAsync();
        _folder.Dispose();
    }
}
