// ./osmosis sh: boots the kernel into busybox's shell.
using System.CommandLine;
using Osmosis.Cli.Archives;
using Osmosis.Cli.Building;
using Osmosis.Cli.Programs;
using Osmosis.Cli.Setup;
using Osmosis.Emulators;

namespace Osmosis.Cli.Commands;

internal static class ShCommand
{
    private const string Shell = "/bin/sh";
    private const string IsLogin = "-l";

    public static Command Create(Repository repository)
    {
        Option<string?> busybox = new("--busybox")
        {
            Description = "A static busybox for the i386, in place of Debian's.",
            HelpName = "file",
        };
        Option<string?> files = new("--files")
        {
            Description = "A folder whose files are put below / too; they replace others of the same path.",
            HelpName = "folder"
        };
        MachineOptions machine = new();
        Command command = new("sh",
            "Boots the kernel and runs busybox's shell in it. 'exit' leads to the kernel's own shell, 'poweroff' "
                + "leaves. A script on standard input is run, and its exit status passed on.")
        {
            busybox, files,
        };
        machine.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            string? given = parsed.GetValue(busybox);
            IReadOnlyList<ArchiveEntry> more = parsed.GetValue(files) is { } folder
                ? await HostFolder.ReadAsync(folder, cancel) : [];
            byte[]? program = given is null ? null : RunnableProgram.Read(given, more);
            await Preparation.EnsureAsync(Purpose.Run, cancel);
            await KernelBuild.EnsureAsync(repository, KernelBuild.DefaultConfiguration, cancel);
            await ProgramBuild.EnsureAsync(repository, cancel);
            program ??= RunnableProgram.Read(await BusyboxPackage.EnsureAsync(cancel), more);
            using TemporaryFolder temporary = TemporaryFolder.Create();
            QemuOptions options = machine.Read(parsed, repository) with
            {
                ModulePath = BootModule.Pack(temporary, BusyboxFiles.Make(program), more),
                MoreArguments = RunningMachine.Arguments(temporary),
            };
            ProgramRun run = new(Shell, [IsLogin]);
            if (Console.IsInputRedirected)
            {
                return ProgramRun.StatusOf(await run.ToEndAsync(options, temporary, cancel));
            }

            await TerminalSession.RunAsync(run.At(options, "run="), display: false, cancel);
            return ExitStatus.Ok;
        });
        return command;
    }
}
