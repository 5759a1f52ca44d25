// ./osmosis run: boots the kernel and hands the terminal to its shell.
using System.CommandLine;
using Osmosis.Cli.Building;
using Osmosis.Cli.Programs;
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
        FilesOptions files = new();
        Command command = new("run",
            "Boots the kernel and hands the terminal to its shell. Leave with 'halt', or Ctrl-A X whatever the kernel "
                + $"does. '{Home.Name} top' in another terminal shows its memory meanwhile.") { display };
        machine.AddTo(command);
        files.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(display) && !HasScreen())
            {
                result.AddError(
                    "--display: there is no screen to show a window on (neither WAYLAND_DISPLAY nor DISPLAY is set)");
            }
        });
        command.SetAction(async (parsed, cancel) =>
        {
            using TemporaryFolder folder = TemporaryFolder.Create();
            string? module = await files.ModuleAsync(parsed, folder, cancel);
            await Preparation.EnsureAsync(Purpose.Run, cancel);
            await KernelBuild.EnsureAsync(repository, KernelBuild.DefaultConfiguration, cancel);
            QemuOptions options = machine.Read(parsed, repository) with
            {
                ModulePath = module,
                MoreArguments = RunningMachine.Arguments(folder)
            };
            if (Console.IsInputRedirected)
            {
                return await FeedAsync(options, cancel);
            }

            await TerminalSession.RunAsync(options, parsed.GetValue(display), cancel);
            return ExitStatus.Ok;
        });
        return command;
    }

    /// <summary>Whether there is a screen to show windows on.</summary>
    public static bool HasScreen() =>
        new[] { "WAYLAND_DISPLAY", "DISPLAY" }
            .Any(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)));

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
