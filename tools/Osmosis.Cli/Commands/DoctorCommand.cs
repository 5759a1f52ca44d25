// ./osmosis doctor: the tools needed, the tools installed, and how to get the rest.
using System.CommandLine;
using Osmosis.Cli.Setup;
using Spectre.Console;

namespace Osmosis.Cli.Commands;

internal static class DoctorCommand
{
    private const int WidthWithoutTerminal = 120;

    public static Command Create(Repository repository)
    {
        Command command = new("doctor",
            "Lists what OS/mosis needs and for which command, what is there in which version, and how to get the rest. "
                + "Exit status 0 if all is there, 1 if not.");
        command.SetAction((_, cancel) => RunAsync(repository, cancel));
        return command;
    }

    private static async Task<int> RunAsync(Repository repository, CancellationToken cancel)
    {
        Table table = new Table().Border(TableBorder.Rounded)
            .AddColumns("Tool", "Use", "Needed by", "Version", "Where");
        List<Tool> missing = [];
        List<string> silent = [];
        foreach (Tool tool in Tool.All)
        {
            string? path = tool.Path;
            string? version = path is null ? null : tool.IsFile ? "-" : await tool.VersionAsync(cancel);
            if (path is null)
            {
                missing.Add(tool);
            }
            else if (version is null)
            {
                silent.Add(path);
            }

            table.AddRow(Path.GetFileName(tool.Program), tool.Use, tool.Purpose.ToString().ToLowerInvariant(),
                version ?? (path is null ? "[red]missing[/]" : "[red]does not run[/]"), Markup.Escape(path ?? "-"));
        }

        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = WidthWithoutTerminal;
        }

        AnsiConsole.Write(table);
        Console.WriteLine(
            "What build needs, run needs too; what run needs, debug needs; what any of them needs, test needs.");
        foreach (Purpose purpose in Enum.GetValues<Purpose>())
        {
            string[] lacking =
                [.. missing.Where(tool => tool.Purpose <= purpose).Select(tool => Path.GetFileName(tool.Program))];
            Console.WriteLine(
                $"./osmosis {purpose.ToString().ToLowerInvariant()}: "
                    + $"{(lacking.Length == 0 ? "all there" : $"missing {string.Join(", ", lacking)}")}");
        }

        Console.WriteLine("./osmosis sh: what run needs, and busybox, which " + (
            BusyboxPackage.IsThere(repository) ? "is there"
            : BusyboxPackage.HasApt ? "apt downloads at the first start"
            : "--busybox must name, as there is no apt"));
        string[] packages = [.. missing.Select(tool => tool.Package).OfType<string>().Distinct()];
        if (packages.Length > 0)
        {
            Console.WriteLine($"To get what is missing: {Preparation.HowToGet(packages)}");
        }

        if (Distribution.Here is { Family: PackageFamily.Apk or PackageFamily.Nix, Name: var name })
        {
            Console.WriteLine($"The native compiler is a program for Linux with glibc in its usual place, which {name} "
                + "doesn't have: build in a container with Debian (.devcontainer).");
        }

        foreach (string path in silent)
        {
            Console.WriteLine($"{path} is there but does not tell its version: reinstall it.");
        }

        return missing.Count == 0 && silent.Count == 0 ? ExitStatus.Ok : ExitStatus.Failed;
    }
}
