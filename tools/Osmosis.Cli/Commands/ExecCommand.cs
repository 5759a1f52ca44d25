// ./osmosis exec: boots without a display, types commands at the prompt, prints the answers.
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using Osmosis.Cli.Building;
using Osmosis.Cli.Setup;
using Osmosis.Emulators;

namespace Osmosis.Cli.Commands;

internal static class ExecCommand
{
    private const int TailLines = 40;

    private static readonly TimeSpan _usualTimeout = TimeSpan.FromSeconds(30);

    // As the last command each of them switches the machine off.
    private static readonly string[] _ends = ["halt", "exit", "quit"];

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
            Description = "Seconds until the prompt, and each command's answer, must have come. Without it 30.",
            HelpName = "seconds",
            CustomParser = ParseSeconds,
        };
        Option<bool> verbose = new("--verbose") { Description = "Print the boot log too." };
        Option<bool> echo =
            new("--echo") { Description = "Print the session as a person sees it, prompts and commands included." };
        Option<bool> json = new("--json")
        {
            Description =
                "Print a JSON array: command, status (0: done) and output lines of each command."
        };
        Option<bool> count = new("--count")
        {
            Description =
                "Print how many guest instructions lie between the kernel's entry and its first prompt, then go on."
        };
        MachineOptions machine = new();
        FilesOptions files = new();
        Command command = new("exec",
            "Boots without a display, types each command at the prompt and prints what the kernel answered. Fails if a "
                + "command is unknown, refused, or fails.")
        {
            commands, timeout, verbose, echo, json, count,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && (result.GetValue(echo) || result.GetValue(verbose) || result.GetValue(count)))
            {
                result.AddError("--json has no place for what --echo, --verbose and --count print");
            }
        });
        machine.AddTo(command);
        files.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            using TemporaryFolder? folder = files.AreGiven(parsed) ? TemporaryFolder.Create() : null;
            string? module = folder is null ? null : await files.ModuleAsync(parsed, folder, cancel);
            await Preparation.EnsureAsync(Purpose.Run, cancel);
            await KernelBuild.EnsureAsync(repository, KernelBuild.DefaultConfiguration, cancel);
            QemuOptions options = machine.Read(parsed, repository) with { ModulePath = module };
            TimeSpan limit = parsed.GetValue(timeout) is { Ticks: > 0 } given ? given : _usualTimeout;
            if (parsed.GetValue(count))
            {
                long cost = await BootCost.MeasureAsync(options, limit, cancel: cancel);
                Console.WriteLine($"instructions to the prompt: {cost}");
            }

            ExecFormat format = parsed.GetValue(json) ? ExecFormat.Json : parsed.GetValue(echo) ? ExecFormat.Session
                : ExecFormat.Answers;
            using ExecAnswers answers = new(format);
            return await RunAsync(options, parsed.GetValue(commands) ?? [], limit, parsed.GetValue(verbose), answers,
                cancel);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        QemuOptions options, string[] commands, TimeSpan timeout, bool verbose, ExecAnswers answers,
        CancellationToken cancel)
    {
        await using QemuMachine machine = await QemuMachine.StartAsync(options, cancel);
        KernelConsole console = new(machine) { Timeout = timeout };
        string what = "the prompt";
        try
        {
            IReadOnlyList<string> bootLog = await console.WaitForPromptAsync(cancel);
            answers.Print(verbose ? bootLog : []);
            for (int i = 0; i < commands.Length; i++)
            {
                what = commands[i];
                bool isEnd = i == commands.Length - 1 && _ends.Contains(what.Trim());
                answers.Add(isEnd ? await HaltAsync(console, what, cancel) : await AnswerAsync(console, what, cancel));
            }
        }
        catch (NoAnswerException silence)
        {
            IReadOnlyList<string> output = [.. silence.Output.TakeLast(TailLines).Select(FromSerial)];
            answers.Add(new ExecAnswer(what, null, output, silence.Summary));
            throw new FailedException(silence.Summary);
        }

        return answers.AreAllDone ? ExitStatus.Ok : ExitStatus.Failed;
    }

    private static async Task<ExecAnswer> AnswerAsync(KernelConsole console, string command, CancellationToken cancel)
    {
        IReadOnlyList<string> lines = await console.RunAsync(ToSerial(command), cancel);
        return new ExecAnswer(command, console.LastStatus, [.. lines.Select(FromSerial)]);
    }

    // The answer to `halt` is that the machine switches itself off.
    private static async Task<ExecAnswer> HaltAsync(KernelConsole console, string command, CancellationToken cancel)
    {
        try
        {
            await console.RunAsync(command, cancel);
        }
        catch (NoAnswerException silence)
            when (console.Machine.Ended is { IsCompletedSuccessfully: true, Result.Kind: MachineEndKind.PoweredOff })
        {
            return new ExecAnswer(command, 0, silence.Output);
        }

        throw new FailedException($"'{command}' was answered with a prompt: the machine is still on");
    }

    // The serial line carries bytes, which the transcript shows as the characters of the same numbers.
    private static string ToSerial(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static string FromSerial(string text) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text));

    private static TimeSpan ParseSeconds(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            || seconds is <= 0 or > 86400)
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
            result.AddError(
                $"a command is one line of text, without control characters: "
                    + $"'{new string([.. token.Value.Select(c => char.IsControl(c) ? '?' : c)])}'");
        }
    }
}
