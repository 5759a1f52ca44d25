// ./osmosis run: boots the kernel and hands the terminal to its shell.
using System.CommandLine;
using Osmosis.Cli.Building;
using Osmosis.Cli.Setup;
using Osmosis.Emulators;

namespace Osmosis.Cli.Commands;

internal static class RunCommand
{
    private const char ByteOrderMark = '\uFEFF';

    public static Command Create(Repository repository)
    {
        Option<bool> display = new("--display") { Description = "Show the VGA screen in a window too." };
        MachineOptions machine = new();
        Command command = new("run", "Boots the kernel and hands the terminal to its shell. Leave with 'halt', or Ctrl-A X whatever the kernel does. './osmosis top' in another terminal shows its memory meanwhile.") { display };
        machine.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(display) && !HasScreen())
            {
                result.AddError("--display: there is no screen to show a window on (neither WAYLAND_DISPLAY nor DISPLAY is set)");
            }
        });
        command.SetAction(async (parsed, cancel) =>
        {
            await Preparation.EnsureAsync(Purpose.Run, cancel);
            await KernelBuild.EnsureAsync(repository, KernelBuild.DefaultConfiguration, cancel);
            using TemporaryFolder folder = TemporaryFolder.Create();
            QemuOptions options = machine.Read(parsed, repository) with { MoreArguments = RunningMachine.Arguments(folder) };
            return Console.IsInputRedirected
                ? await FeedAsync(options, cancel)
                : await InteractAsync(options, parsed.GetValue(display), cancel);
        });
        return command;
    }

    /// <summary>Whether there is a screen to show windows on.</summary>
    public static bool HasScreen() => new[] { "WAYLAND_DISPLAY", "DISPLAY" }.Any(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)));

    // QEMU owns the terminal. It makes the terminal raw, so that Ctrl-C and the arrows reach the guest, and restores it
    // when it ends by itself. This method restores it too, in case QEMU does not.
    private static async Task<int> InteractAsync(QemuOptions options, bool display, CancellationToken cancel)
    {
        string terminal = (await TerminalStateAsync(cancel)).Trim();
        // .NET and earlier programs may have left the arrow keys in application mode; the guest expects normal mode.
        await using (Stream output = Console.OpenStandardOutput())
        {
            output.Write("\e[?1l\e>"u8);
        }

        string[] arguments = [.. options.Arguments(), "-display", display ? "gtk" : "none", "-serial", "mon:stdio"];
        int status = await ProcessOutput.PassThroughAsync(options.Program, arguments, options.WorkingFolder, cancel: cancel);
        await ProcessOutput.PassThroughAsync("stty", [terminal], cancel: CancellationToken.None);
        if (status == 0)
        {
            return ExitStatus.Ok;
        }

        throw new FailedException(MachineEnd.FromExitStatus(status, "").ToString());
    }

    private static async Task<string> TerminalStateAsync(CancellationToken cancel)
    {
        using System.Diagnostics.Process stty = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("stty", ["-g"]) { RedirectStandardOutput = true })!;
        string state = await stty.StandardOutput.ReadToEndAsync(cancel);
        await stty.WaitForExitAsync(cancel);
        return state;
    }

    // Input from a file or a pipe is typed line by line, each when the shell is ready, and the machine ends with the
    // input.
    private static async Task<int> FeedAsync(QemuOptions options, CancellationToken cancel)
    {
        await using QemuMachine machine = await QemuMachine.StartAsync(options, cancel);
        await using Stream output = Console.OpenStandardOutput();
        machine.Serial.Received += bytes => output.Write(bytes.Span);
        KernelConsole console = new(machine);
        try
        {
            await console.WaitForPromptAsync(cancel);
            while (await Console.In.ReadLineAsync(cancel) is { } line)
            {
                // Editors of other systems begin a file with it.
                await console.RunAsync(line.TrimStart(ByteOrderMark), cancel);
            }

            output.WriteByte((byte)'\n');
            return ExitStatus.Ok;
        }
        catch (NoAnswerException silence)
        {
            if (machine.Ended is { IsCompletedSuccessfully: true, Result.Kind: MachineEndKind.PoweredOff })
            {
                return ExitStatus.Ok;
            }

            throw new FailedException(silence.Summary);
        }
    }
}
