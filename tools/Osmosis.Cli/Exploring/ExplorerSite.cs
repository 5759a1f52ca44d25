// Makes artifacts/explorer: the page, the kernel's image, and the emulator and firmware that it runs on.
using Osmosis.Cli.Building;
using Osmosis.Cli.Setup;

namespace Osmosis.Cli.Exploring;

internal static class ExplorerSite
{
    private const string Folder = "explorer";

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
        if (Home.IsInstalled)
        {
            return Installed(repository);
        }

        await NodePackages.EnsureAsync(repository.Explorer, cancel);
        // Commands that a test run calls have a site of their own: a copy of the run's, if that was made of the same
        // parts.
        string site = Path.Combine(repository.Artifacts, Folder);
        string shared = Path.Combine(Home.Made, Folder);
        await using FileStream oneAtATime = await KernelBuild.LockAsync($"{shared}.lock", cancel);
        string made = Made(repository);
        if (!IsMade(site, made))
        {
            File.Delete(Stamp(site));
            if (IsMade(shared, made))
            {
                CopyTo(shared, site);
            }
            else
            {
                await BuildAsync(repository, site, cancel);
            }

            await File.WriteAllTextAsync(Stamp(site), made, cancel);
        }

        return site;
    }

    private static async Task BuildAsync(Repository repository, string site, CancellationToken cancel)
    {
        string[] arguments = [Path.Combine("scripts", "site.mjs"), repository.KernelImage, site];
        ProcessOutput output = await Messages.WhileAsync("Building the explorer",
            () => ProcessOutput.OfAsync("node", arguments, repository.Explorer, cancel));
        if (!output.Succeeded)
        {
            Messages.Say(output.Text.TrimEnd());
            throw new FailedException("building the explorer failed");
        }
    }

    // The package has a site, which boots the package's kernel. Another kernel gets a copy of it.
    private static string Installed(Repository repository)
    {
        string site = Path.Combine(Home.Built, Folder);
        if (repository.Tested == Home.Built)
        {
            return site;
        }

        string copy = Path.Combine(repository.Artifacts, Folder);
        CopyTo(site, copy);
        File.Copy(repository.KernelImage, Path.Combine(copy, "kernel.elf"), overwrite: true);
        return copy;
    }

    // Everything that scripts/site.mjs reads, wherever the image lies: also the kernel's sources, which the fault view
    // shows.
    private static string Made(Repository repository) => Fingerprint.OfFile(repository.KernelImage) + ' '
        + Fingerprint.OfFiles(repository.Root,
        [
            Path.Combine(repository.Root, "LICENSE"),
            .. Sources.SelectMany(source => Fingerprint.FilesOf(Path.Combine(repository.Explorer, source))),
            .. Fingerprint.FilesOf(Path.Combine(repository.Root, "src"))
                .Where(file => file.EndsWith(".cs", StringComparison.Ordinal)),
            .. Firmware.Where(File.Exists),
        ]);

    private static string Stamp(string site) => $"{site}.stamp";

    private static bool IsMade(string site, string made) =>
        Directory.Exists(site) && File.Exists(Stamp(site)) && File.ReadAllText(Stamp(site)) == made;

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
