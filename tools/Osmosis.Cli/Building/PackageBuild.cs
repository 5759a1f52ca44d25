// Makes the packages of kit/.
using Osmosis.Cli.Exploring;

namespace Osmosis.Cli.Building;

internal static class PackageBuild
{
    /// <summary>
    /// Makes the packages, and the kernel and the explorer first, whose tools must be installed. When that fails, the
    /// old packages stay where they are.
    /// </summary>
    public static async Task MakeAsync(Repository repository, string folder, CancellationToken cancel)
    {
        string site = await ExplorerSite.EnsureAsync(repository, cancel);
        await ProgramBuild.EnsureAsync(repository, cancel);
        await using FileStream oneAtATime =
            await KernelBuild.LockAsync(Path.Combine(repository.Artifacts, "packages.lock"), cancel);
        DirectoryInfo making = Directory.CreateDirectory($"{folder}.making");
        try
        {
            await DotnetBuild.RunAsync("the packages", Path.Combine(repository.Root, "kit", "Packages.slnx"),
                KernelBuild.DefaultConfiguration, cancel, "-t:Pack",
                DotnetBuild.Property("PackageOutputPath", making.FullName),
                DotnetBuild.Property("OsmosisMade", $"{Path.GetDirectoryName(site)}/"));
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

    /// <summary>The packages in a folder, by name.</summary>
    public static IEnumerable<FileInfo> Packages(string folder) =>
        new DirectoryInfo(folder).GetFiles("Osmosis.*.*nupkg").OrderBy(file => file.Name, StringComparer.Ordinal);
}
