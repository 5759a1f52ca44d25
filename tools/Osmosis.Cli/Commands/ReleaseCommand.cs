// ./osmosis release: makes everything that a release holds into a folder.
using System.CommandLine;
using Osmosis.Cli.Building;
using Osmosis.Cli.Releasing;
using Osmosis.Cli.Setup;

namespace Osmosis.Cli.Commands;

internal static class ReleaseCommand
{
    public static Command Create(Repository repository)
    {
        Argument<string> version = new("version") { Description = "The sources' version, as a check." };
        Option<string?> output = new("--output", "-o")
        {
            Description = "The folder to make. Without it artifacts/release/<version>.",
            HelpName = "folder",
        };
        Command command = new("release",
            "Makes what a release holds: packages, image, kernel, explorer, notes and checksums. The same bytes each "
                + "time from the same commit.") { version, output };
        command.SetAction(async (parsed, cancel) =>
        {
            ReleaseVersion release = ReleaseVersion.Of(repository.Root, parsed.GetRequiredValue(version));
            string folder = Path.GetFullPath(parsed.GetValue(output)
                ?? Path.Combine(repository.Artifacts, "release", release.Number));
            if (Directory.Exists(folder) || File.Exists(folder))
            {
                throw new FailedException($"{folder} is there already: remove it, or name another with --output");
            }

            await WorkingTree.RequireCommittedAsync(repository, "a release is made from a commit", [], cancel);
            await Preparation.EnsureAsync([.. Tool.For(Purpose.Build), .. Tool.Images, .. Tool.Explorer], cancel);
            await MakeAsync(new ReleaseFolder(repository, release), folder, cancel);
            foreach (string file in ReleaseFolder.Files(folder))
            {
                string path = Path.Combine(folder, file);
                WrittenBytes.Print(path, new FileInfo(path).Length);
            }

            return ExitStatus.Ok;
        });
        return command;
    }

    // A release that fails leaves nothing.
    private static async Task MakeAsync(ReleaseFolder release, string folder, CancellationToken cancel)
    {
        DirectoryInfo making = Directory.CreateDirectory($"{folder}.making");
        try
        {
            await release.FillAsync(making.FullName, cancel);
            making.MoveTo(folder);
        }
        catch
        {
            making.Delete(recursive: true);
            throw;
        }
    }
}
