// ./osmosis docs: takes the README's pictures and sessions from a real run.
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
        Command command = new("docs", "Makes the session in README.md and the picture of the screen anew, from a real run.");
        command.SetAction(async (_, cancel) =>
        {
            await Preparation.EnsureAsync(Purpose.Run, cancel);
            await KernelBuild.EnsureAsync(repository, KernelBuild.DefaultConfiguration, cancel);
            await using QemuMachine machine = await QemuMachine.StartAsync(new QemuOptions { KernelPath = repository.KernelImage }, cancel);
            KernelConsole console = new(machine);
            await console.WaitForPromptAsync(cancel);
            await WriteSessionAsync(repository.Readme, console, cancel);
            await TakePictureAsync(repository, console, machine.Monitor, cancel);
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
