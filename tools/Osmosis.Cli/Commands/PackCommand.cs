// ./osmosis pack: makes the packages of kit/.
using System.CommandLine;
using System.Globalization;
using Osmosis.Cli.Building;
using Osmosis.Cli.Setup;

namespace Osmosis.Cli.Commands;

internal static class PackCommand
{
    public static Command Create(Repository repository)
    {
        Option<string> output = new("--output", "-o")
        {
            Description = "The folder to put the packages into. Packages that are there go.",
            HelpName = "folder",
            DefaultValueFactory = _ => Path.Combine(repository.Artifacts, "packages"),
        };
        Command command = new("pack",
            "Makes the packages for kernels outside this repository: the same bytes each time. docs/KIT.md tells how "
                + "to use them.") { output };
        command.SetAction(async (parsed, cancel) =>
        {
            await Preparation.EnsureAsync(Purpose.Build, cancel);
            string folder = Path.GetFullPath(parsed.GetRequiredValue(output));
            await PackAsync(repository, folder, cancel);
            foreach (FileInfo package in Packages(folder))
            {
                Console.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"{package.FullName}: {package.Length:n0} bytes"));
            }

            return ExitStatus.Ok;
        });
        return command;
    }

    /// <summary>Makes the packages. When that fails, the old ones stay where they are.</summary>
    public static async Task PackAsync(Repository repository, string folder, CancellationToken cancel)
    {
        Directory.CreateDirectory(repository.Artifacts);
        await using FileStream oneAtATime =
            await KernelBuild.LockAsync(Path.Combine(repository.Artifacts, "packages.lock"), cancel);
        DirectoryInfo making = Directory.CreateDirectory($"{folder}.making");
        try
        {
            await DotnetBuild.RunAsync("the packages", Path.Combine(repository.Root, "kit", "Packages.slnx"),
                KernelBuild.DefaultConfiguration, cancel, "-t:Pack",
                DotnetBuild.Property("PackageOutputPath", making.FullName));
            Directory.CreateDirectory(folder);
            foreach (FileInfo old in Packages(folder))
            {
                old.Delete();
            }

            foreach (FileInfo package in Packages(making.FullName))
            {
                package.MoveTo(Path.Combine(folder, package.Name), overwrite: true);
            }
        }
        finally
        {
            making.Delete(recursive: true);
        }
    }

    private static IEnumerable<FileInfo> Packages(string folder) =>
        new DirectoryInfo(folder).GetFiles("Osmosis.*.*nupkg").OrderBy(file => file.Name, StringComparer.Ordinal);
}
