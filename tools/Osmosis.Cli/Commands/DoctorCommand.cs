// ./osmosis doctor: the tools needed, the tools installed, and how to get the rest.
using System.CommandLine;
using Osmosis.Cli.Setup;
using Spectre.Console;

namespace Osmosis.Cli.Commands;

internal static class DoctorCommand
{
    private const int WidthWithoutTerminal = 120;

    // The installed tool has no tests; it builds for the labs alone.
    private static IReadOnlyList<Purpose> Purposes =>
        Home.IsInstalled ? [Purpose.Run, Purpose.Debug] : Enum.GetValues<Purpose>();

    private static IReadOnlyList<Tool> Tools =>
        Home.IsInstalled ? [.. Tool.All.Where(tool => tool.Purpose < Purpose.Test && tool != Tool.Git)] : Tool.All;

    public static Command Create()
    {
        Command command = new("doctor",
            "Lists what OS/mosis needs and for which command, what is there in which version, and how to get the rest. "
                + "Exit status 0 if all is there, 1 if not.");
        command.SetAction((_, cancel) => RunAsync(cancel));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancel)
    {
        Table table = new Table().Border(TableBorder.Rounded)
            .AddColumns("Tool", "Use", "Needed by", "Version", "Where");
        List<Tool> missing = [];
        List<string> silent = [];
        foreach (Tool tool in Tools)
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
        PrintPurposes(missing);
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

    private static void PrintPurposes(IReadOnlyList<Tool> missing)
    {
        Console.WriteLine(Home.IsInstalled ? "What run needs, debug needs too; what build needs, only lab boot does."
            : "What build needs, run needs too; what run needs, debug needs; what any of them needs, test needs.");
        foreach (Purpose purpose in Purposes)
        {
            PrintLacking(purpose.ToString().ToLowerInvariant(), Tool.For(purpose));
        }

        if (Home.IsInstalled)
        {
            PrintLacking("lab boot", [.. Tools.Where(tool => tool.Purpose <= Purpose.Run)]);
        }

        Console.WriteLine($"{Home.Name} sh: what run needs, and busybox, which " + (
            BusyboxPackage.IsThere() ? "is there"
            : BusyboxPackage.HasApt ? "apt downloads at the first start"
            : "--busybox must name, as there is no apt"));

        void PrintLacking(string command, IReadOnlyList<Tool> needed)
        {
            string[] lacking = [.. missing.Where(needed.Contains).Select(tool => Path.GetFileName(tool.Program))];
            Console.WriteLine($"{Home.Name} {command}: "
                + (lacking.Length == 0 ? "all there" : $"missing {string.Join(", ", lacking)}"));
        }
    }
}
