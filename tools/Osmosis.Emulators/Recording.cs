// A recorded run of a machine, for replay forwards and backwards.

namespace Osmosis.Emulators;

/// <summary>
/// QEMU records all input from outside (interrupts, characters on the serial line, time) with the number of the
/// instruction at which it came, and replays it at the same instruction. To go backwards it starts from the last
/// snapshot before the target. Snapshots need a disk.
/// </summary>
public sealed class Recording : IDisposable
{
    public const string ImageTool = "qemu-img";

    private readonly TemporaryFolder _folder = TemporaryFolder.Create();
    private readonly QemuOptions _options;
    private string[] _disk = [];

    private Recording(QemuOptions options) => _options = options;

    /// <summary>
    /// Records a boot, and each of <paramref name="commands"/> typed at the prompt; the last command need not end.
    /// </summary>
    /// <param name="options">The machine.</param>
    /// <param name="commands">The commands to type.</param>
    /// <param name="output">Receives the kernel's output.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="NoAnswerException">The prompt did not come, or a command before the last was not
    /// answered.</exception>
    public static async Task<Recording> MakeAsync(
        QemuOptions options, IReadOnlyList<string> commands, Action<ReadOnlyMemory<byte>> output,
        CancellationToken cancel = default)
    {
        Recording recording = new(options);
        try
        {
            recording._disk = await SnapshotDisk.MakeAsync(recording._folder.Path, cancel);
            await using QemuMachine machine =
                await QemuMachine.StartAsync(recording.Options("record") with { WaitForDebugger = false }, cancel);
            machine.Serial.Received += output;
            KernelConsole console = new(machine);
            await console.WaitForPromptAsync(cancel);
            await RunAsync(console, commands, cancel);
            await EndAsync(machine, cancel);
            return recording;
        }
        catch
        {
            recording.Dispose();
            throw;
        }
    }

    /// <summary>Starts a machine that waits for a debugger and replays the run. It ignores input.</summary>
    public Task<QemuMachine> ReplayAsync(CancellationToken cancel = default) =>
        QemuMachine.StartAsync(Options("replay") with { WaitForDebugger = true }, cancel);

    public void Dispose() => _folder.Dispose();

    private static async Task RunAsync(KernelConsole console, IReadOnlyList<string> commands, CancellationToken cancel)
    {
        for (int i = 0; i < commands.Count; i++)
        {
            try
            {
                await console.RunAsync(commands[i], cancel);
            }
            catch (NoAnswerException) when (i == commands.Count - 1)
            {
                // A command that never ends is often the one of interest.
            }
        }
    }

    // Only a QEMU that ends by itself writes the end of the recording.
    private static async Task EndAsync(QemuMachine machine, CancellationToken cancel)
    {
        try
        {
            await machine.Monitor.HumanAsync("quit", cancel);
        }
        catch (EmulatorException)
        {
            // QEMU may end before it answers.
        }

        await machine.Exited.WaitAsync(cancel);
    }

    private QemuOptions Options(string mode) => _options with
    {
        MoreArguments = [.. _options.MoreArguments, .. _disk, "-icount",
            $"shift=0,rr={mode},rrfile={_folder.InForQemu("recording")},rrsnapshot=start"],
    };
}
