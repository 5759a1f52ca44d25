// ./osmosis program: boots the kernel with a program as its first process.
using System.CommandLine;
using Osmosis.Cli.Archives;
using Osmosis.Cli.Building;
using Osmosis.Cli.Programs;
using Osmosis.Cli.Setup;
using Osmosis.Emulators;

namespace Osmosis.Cli.Commands;

internal static class ProgramCommand
{
    public const string Name = "program";

    // What Linux gives everybody.
    private const uint ForEverybody = 0x3FF;
    private const uint ForAll = 0x1ED;

    /// <summary>The words of a command line, with <c>--</c> behind the program: what follows is all its own.</summary>
    public static string[] Separate(RootCommand root, string[] words)
    {
        Command command = root.Subcommands.Single(known => known.Name == Name);
        if (words is not [Name, ..])
        {
            return words;
        }

        int at = 1;
        while (at < words.Length && words[at].StartsWith('-') && words[at] != "--")
        {
            Option? option =
                command.Options.FirstOrDefault(known => known.Name == words[at] || known.Aliases.Contains(words[at]));
            at += option is { Arity.MinimumNumberOfValues: > 0 } ? 2 : 1;
        }

        return at + 1 < words.Length && words[at] != "--" ? [.. words[..(at + 1)], "--", .. words[(at + 1)..]] : words;
    }

    public static Command Create(Repository repository)
    {
        Argument<string> program = new("program")
        {
            Description =
                "A program for the i386: static (gcc -m32 -static), or with its libraries among the files."
        };
        Argument<string[]> arguments = new("arguments")
        {
            Description = "Its arguments; what follows the program is all its own.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string?> files = new("--files")
        {
            Description = "A folder whose files are put below /, beside the program.",
            HelpName = "folder"
        };
        Option<bool> stats = new("--stats")
        {
            Description =
                "Count instructions, page faults, system calls and memory; print them on standard error."
        };
        MachineOptions machine = new();
        Command command = new(Name,
            "Runs a program as the kernel's first process, with this command's standard input, output and error. Its "
                + "exit status is passed on, 128 and the number for a signal.")
        {
            program, arguments, files, stats,
        };
        machine.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            string path = parsed.GetRequiredValue(program);
            IReadOnlyList<ArchiveEntry> beside = parsed.GetValue(files) is { } folder
                ? await HostFolder.ReadAsync(folder, cancel) : [];
            byte[] content = RunnableProgram.Read(path, beside);
            await Preparation.EnsureAsync(Purpose.Run, cancel);
            await KernelBuild.EnsureAsync(repository, KernelBuild.DefaultConfiguration, cancel);
            using TemporaryFolder temporary = TemporaryFolder.Create();
            string name = Path.GetFileName(path);
            ArchiveEntry[] own = [ArchiveEntry.File(name, ForAll, 0, content)];
            QemuOptions options = machine.Read(parsed, repository) with
            {
                ModulePath = BootModule.Pack(temporary, [ArchiveEntry.Folder("tmp", ForEverybody, 0)], beside, own),
                CountInstructions = parsed.GetValue(stats),
                MoreArguments = RunningMachine.Arguments(temporary),
            };
            ProgramReport? report = await new ProgramRun($"/{name}", parsed.GetValue(arguments) ?? [])
                .ToEndAsync(options, temporary, cancel);
            if (parsed.GetValue(stats) && report is not null)
            {
                ProgramStatistics.Rows(report).ToList().ForEach(Messages.Say);
            }

            return ProgramRun.StatusOf(report);
        });
        return command;
    }
}
