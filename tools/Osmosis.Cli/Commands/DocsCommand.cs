// ./osmosis docs: takes the sessions in the documents, and the pictures, from real runs.
using System.CommandLine;
using Osmosis.Cli.Building;
using Osmosis.Cli.Documents;
using Osmosis.Cli.Setup;
using Osmosis.Emulators;

namespace Osmosis.Cli.Commands;

internal static class DocsCommand
{
    private static readonly string[] Session = ["paging", "mem", "alloc_test", "heap"];
    private static readonly string[] Screen = ["clear", "paging", "mem", "alloc_test"];

    public static Command Create(Repository repository)
    {
        Option<bool> list = new("--list") { Description = "Print the paths of the pictures, and make none." };
        Option<bool> programs = new("--programs") { Description = "Only the figures in docs/PROGRAMS.md." };
        Command command = new("docs",
            "Makes the sessions in docs/SHELL.md and docs/DEBUGGING.md, the reports in docs/FAULTS.md, the figures in "
                + "docs/PROGRAMS.md, and every picture of the documents anew, from real runs.") { list, programs };
        command.SetAction(async (parsed, cancel) =>
        {
            if (parsed.GetValue(programs))
            {
                await MakeProgramFiguresAsync(repository, cancel);
                return ExitStatus.Ok;
            }


            if (parsed.GetValue(list))
            {
                Console.WriteLine(string.Join('\n', DocsPictures.All));
                return ExitStatus.Ok;
            }

            await MakeAsync(repository, cancel);
            return ExitStatus.Ok;
        });
        return command;
    }

    private static async Task MakeAsync(Repository repository, CancellationToken cancel)
    {
        DateTime start = DateTime.UtcNow;
        await Preparation.EnsureAsync([.. Tool.For(Purpose.Debug), .. Tool.Explorer, Tool.Browser], cancel);
        await KernelBuild.EnsureAsync(repository, KernelBuild.DefaultConfiguration, cancel);
        await using (QemuMachine machine =
            await QemuMachine.StartAsync(new QemuOptions { KernelPath = repository.KernelImage }, cancel))
        {
            KernelConsole console = new(machine);
            await console.WaitForPromptAsync(cancel);
            await WriteSessionAsync(repository.ShellPage, console, cancel);
            await TakePictureAsync(repository, console, machine.Monitor, cancel);
            await FaultReports.WriteAsync(repository, console, cancel);
        }

        await MemoryPictures.WriteAsync(repository, cancel);
        await AddressPictures.WriteAsync(repository, cancel);
        await ExplorerPictures.WriteAsync(repository, cancel);
        await DebuggingSessions.WriteAsync(repository, cancel);
        await MakeProgramFiguresAsync(repository, cancel);
        DocsPictures.CheckMadeSince(repository, start);
    }

    private static async Task MakeProgramFiguresAsync(Repository repository, CancellationToken cancel)
    {
        await Preparation.EnsureAsync(Purpose.Run, cancel);
        await KernelBuild.EnsureAsync(repository, KernelBuild.DefaultConfiguration, cancel);
        await ProgramBuild.EnsureAsync(repository, cancel);
        await ProgramFigures.WriteAsync(repository, cancel);
    }

    private static async Task WriteSessionAsync(string page, KernelConsole console, CancellationToken cancel)
    {
        List<string> lines = ["```"];
        foreach (string command in Session)
        {
            lines.Add(KernelConsole.Prompt + command);
            lines.AddRange(await console.RunAsync(command, cancel));
        }

        lines.Add("```");
        await MarkedText.ReplaceAsync(page, "session", lines, cancel);
    }

    private static async Task TakePictureAsync(Repository repository, KernelConsole console, QemuMonitor monitor,
        CancellationToken cancel)
    {
        foreach (string command in Screen)
        {
            await console.RunAsync(command, cancel);
        }

        await monitor.ScreenshotAsync(DocsPictures.PathOf(repository, DocsPictures.Screen), cancel);
    }
}
