// ./osmosis docs: takes the sessions in the documents, and the pictures, from real runs.
using System.CommandLine;
using Osmosis.Cli.Building;
using Osmosis.Cli.Setup;
using Osmosis.Emulators;

namespace Osmosis.Cli.Commands;

internal static class DocsCommand
{
    private static readonly string[] Session = ["paging", "mem", "alloc_test", "heap"];
    private static readonly string[] Screen = ["clear", "paging", "mem", "alloc_test"];

    public static Command Create(Repository repository)
    {
        Command command = new("docs", "Makes the sessions in README.md and docs/DEBUGGING.md, the picture of the screen and those of memory anew, from real runs.");
        command.SetAction(async (_, cancel) =>
        {
            await Preparation.EnsureAsync(Purpose.Debug, cancel);
            await KernelBuild.EnsureAsync(repository, KernelBuild.DefaultConfiguration, cancel);
            await using QemuMachine machine = await QemuMachine.StartAsync(new QemuOptions { KernelPath = repository.KernelImage }, cancel);
            KernelConsole console = new(machine);
            await console.WaitForPromptAsync(cancel);
            await WriteSessionAsync(repository.Readme, console, cancel);
            await TakePictureAsync(repository, console, machine.Monitor, cancel);
            await MemoryPictures.WriteAsync(repository, cancel);
            await DebuggingSessions.WriteAsync(repository, cancel);
            return ExitStatus.Ok;
        });
        return command;
    }

    private static async Task WriteSessionAsync(string readme, KernelConsole console, CancellationToken cancel)
    {
        List<string> lines = ["```"];
        foreach (string command in Session)
        {
            lines.Add(KernelConsole.Prompt + command);
            lines.AddRange(await console.RunAsync(command, cancel));
        }

        lines.Add("```");
        await MarkedText.ReplaceAsync(readme, "session", lines, cancel);
    }

    private static async Task TakePictureAsync(Repository repository, KernelConsole console, QemuMonitor monitor, CancellationToken cancel)
    {
        foreach (string command in Screen)
        {
            await console.RunAsync(command, cancel);
        }

        string picture = Path.Combine(repository.Root, "docs", "images", "screen.png");
        Directory.CreateDirectory(Path.GetDirectoryName(picture)!);
        await monitor.ScreenshotAsync(picture, cancel);
    }
}
