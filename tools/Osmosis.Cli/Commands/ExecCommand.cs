// ./osmosis exec: boots without a display, types commands at the prompt, prints the answers.
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Osmosis.Cli.Building;
using Osmosis.Cli.Setup;
using Osmosis.Emulators;

namespace Osmosis.Cli.Commands;

internal static class ExecCommand
{
    private const int TailLines = 40;

    public static Command Create(Repository repository)
    {
        Argument<string[]> commands = new("commands")
        {
            Description = "Shell commands, one an argument. None: boot to the prompt only.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        commands.Validators.Add(RefuseControlCharacters);
        Option<TimeSpan> timeout = new("--timeout")
        {
            Description = "Seconds until the prompt, and each command's answer, must have come.",
            HelpName = "seconds",
            CustomParser = ParseSeconds,
            DefaultValueFactory = _ => TimeSpan.FromSeconds(30),
        };
        Option<bool> verbose = new("--verbose") { Description = "Print the boot log too." };
        Option<bool> count = new("--count") { Description = "Print how many guest instructions lie between the kernel's entry and its first prompt, then go on." };
        MachineOptions machine = new();
        Command command = new("exec", "Boots without a display, types each command at the prompt and prints what the kernel answered.")
        {
            commands, timeout, verbose, count,
        };
        machine.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            await Preparation.EnsureAsync(Purpose.Run, cancel);
            await KernelBuild.EnsureAsync(repository, KernelBuild.DefaultConfiguration, cancel);
            QemuOptions options = machine.Read(parsed, repository);
            if (parsed.GetValue(count))
            {
                Console.WriteLine($"instructions to the prompt: {await BootCost.MeasureAsync(options, parsed.GetValue(timeout), cancel)}");
            }

            return await RunAsync(options, parsed.GetValue(commands) ?? [], parsed.GetValue(timeout), parsed.GetValue(verbose), cancel);
        });
        return command;
    }

    private static async Task<int> RunAsync(QemuOptions options, string[] commands, TimeSpan timeout, bool verbose, CancellationToken cancel)
    {
        await using QemuMachine machine = await QemuMachine.StartAsync(options, cancel);
        KernelConsole console = new(machine) { Timeout = timeout };
        try
        {
            IReadOnlyList<string> bootLog = await console.WaitForPromptAsync(cancel);
            Print(verbose ? bootLog : []);
            foreach (string command in commands[..^(commands is [.., "halt"] ? 1 : 0)])
            {
                Print(await console.RunAsync(command, cancel));
            }

            if (commands is [.., "halt"])
            {
                await HaltAsync(console, cancel);
            }

            return ExitStatus.Ok;
        }
        catch (NoAnswerException silence)
        {
            foreach (string line in silence.Output.TakeLast(TailLines))
            {
                Console.WriteLine(line);
            }

            throw new FailedException(silence.Summary);
        }
    }

    // The answer to `halt` is that the machine switches itself off.
    private static async Task HaltAsync(KernelConsole console, CancellationToken cancel)
    {
        try
        {
            await console.RunAsync("halt", cancel);
        }
        catch (NoAnswerException silence) when (console.Machine.Ended is { IsCompletedSuccessfully: true, Result.Kind: MachineEndKind.PoweredOff })
        {
            Print(silence.Output);
            return;
        }

        throw new FailedException("'halt' was answered with a prompt: the machine is still on");
    }

    private static void Print(IReadOnlyList<string> lines)
    {
        foreach (string line in lines)
        {
            Console.WriteLine(line);
        }
    }

    private static TimeSpan ParseSeconds(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) || seconds is <= 0 or > 86400)
        {
            result.AddError($"--timeout: '{text}' is not a number of seconds above 0");
            return default;
        }

        return TimeSpan.FromSeconds(seconds);
    }

    private static void RefuseControlCharacters(ArgumentResult result)
    {
        if (result.Tokens.FirstOrDefault(token => token.Value.Any(char.IsControl)) is { } token)
        {
            result.AddError($"a command is one line of text, without control characters: '{new string([.. token.Value.Select(c => char.IsControl(c) ? '?' : c)])}'");
        }
    }
}
