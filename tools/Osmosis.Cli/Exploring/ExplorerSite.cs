// Makes artifacts/explorer: the page, the kernel's image, and the emulator and firmware that it runs on.
using Osmosis.Cli.Building;
using Osmosis.Cli.Setup;

namespace Osmosis.Cli.Exploring;

internal static class ExplorerSite
{
    // The page's sources, without tests and their settings.
    private static readonly string[] Sources = ["src", "public", "scripts", "index.html", "vite.config.ts",
        "package-lock.json"];

    private static readonly string[] Firmware =
        ["/usr/share/seabios/bios.bin", "/usr/share/seabios/vgabios-stdvga.bin", "/usr/share/doc/seabios/copyright"];

    /// <summary>
    /// Returns the site's folder when it is up to date with the page's sources and the kernel's. Its tools must be
    /// installed.
    /// </summary>
    /// <exception cref="FailedException">The kernel or the page did not build.</exception>
    public static async Task<string> EnsureAsync(Repository repository, CancellationToken cancel)
    {
        await KernelBuild.EnsureAsync(repository, KernelBuild.DefaultConfiguration, cancel);
        await NodePackages.EnsureAsync(repository.Explorer, cancel);
        string site = Path.Combine(repository.Artifacts, "explorer");
        string stamp = site + ".stamp";
        string made = Fingerprint.OfFiles(repository.Root, Parts(repository));
        if (Directory.Exists(site) && File.Exists(stamp) && await File.ReadAllTextAsync(stamp, cancel) == made)
        {
            return site;
        }

        File.Delete(stamp);
        string[] arguments = [Path.Combine("scripts", "site.mjs"), repository.KernelImage, site];
        ProcessOutput output = await Messages.WhileAsync("Building the explorer",
            () => ProcessOutput.OfAsync("node", arguments, repository.Explorer, cancel));
        if (!output.Succeeded)
        {
            Messages.Say(output.Text.TrimEnd());
            throw new FailedException("building the explorer failed");
        }

        await File.WriteAllTextAsync(stamp, made, cancel);
        return site;
    }

    // Everything that scripts/site.mjs reads: also the kernel's sources, which the fault view shows.
    private static IEnumerable<string> Parts(Repository repository) =>
    [
        repository.KernelImage, Path.Combine(repository.Root, "LICENSE"),
        .. Sources.SelectMany(source => Fingerprint.FilesOf(Path.Combine(repository.Explorer, source))),
        .. Fingerprint.FilesOf(Path.Combine(repository.Root, "src"))
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal)),
        .. Firmware.Where(File.Exists),
    ];

    /// <summary>
    /// Copies the site's files into a folder, over files of the same names; returns their size in bytes.
    /// </summary>
    /// <exception cref="FailedException">The files can't be written there.</exception>
    public static long CopyTo(string site, string folder)
    {
        try
        {
            long bytes = 0;
            foreach (FileInfo file in new DirectoryInfo(site).EnumerateFiles("*", SearchOption.AllDirectories))
            {
                string copy = Path.Combine(folder, Path.GetRelativePath(site, file.FullName));
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(copy))!);
                file.CopyTo(copy, overwrite: true);
                bytes += file.Length;
            }

            return bytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FailedException($"the site can't be written: {exception.Message}");
        }
    }
}
