// ./osmosis pack: makes the packages of kit/.
using System.CommandLine;
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
            await Preparation.EnsureAsync([.. Tool.For(Purpose.Build), .. Tool.Explorer], cancel);
            string folder = Path.GetFullPath(parsed.GetRequiredValue(output));
            await PackageBuild.MakeAsync(repository, folder, cancel);
            foreach (FileInfo package in PackageBuild.Packages(folder))
            {
                WrittenBytes.Print(package.FullName, package.Length);
            }

            return ExitStatus.Ok;
        });
        return command;
    }
}
