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
        // Commands that a test run calls have a site of their own. The same page boots any kernel, so theirs is a copy.
        string site = Path.Combine(repository.Artifacts, Folder);
        string shared = Path.Combine(Home.Made, Folder);
        await using FileStream oneAtATime = await KernelBuild.LockAsync($"{shared}.lock", cancel);
        string page = PageParts(repository);
        string made = $"{Fingerprint.OfFile(repository.KernelImage)} {page}";
        string before = StampOf(site);
        if (before != made)
        {
            File.Delete(Stamp(site));
            if (!IsOf(page, before) && IsOf(page, StampOf(shared)))
            {
                CopyTo(shared, site);
            }
            else if (!IsOf(page, before))
            {
                await BuildAsync(repository, site, cancel);
            }

            CopyKernelTo(repository, site);
            await File.WriteAllTextAsync(Stamp(site), made, cancel);
        }

        return site;
    }

    private static async Task BuildAsync(Repository repository, string site, CancellationToken cancel)
    {
        string[] arguments = [Path.Combine("scripts", "site.mjs"), site];
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
        CopyKernelTo(repository, copy);
        return copy;
    }

    private static void CopyKernelTo(Repository repository, string site) =>
        File.Copy(repository.KernelImage, Path.Combine(site, "kernel.elf"), overwrite: true);

    // Everything that scripts/site.mjs reads: also the kernel's sources, which the fault view shows.
    private static string PageParts(Repository repository) => Fingerprint.OfFiles(repository.Root,
        [
            Path.Combine(repository.Root, "LICENSE"),
            .. Sources.SelectMany(source => Fingerprint.FilesOf(Path.Combine(repository.Explorer, source))),
            .. Fingerprint.FilesOf(Path.Combine(repository.Root, "src"))
                .Where(file => file.EndsWith(".cs", StringComparison.Ordinal)),
            .. Firmware.Where(File.Exists),
        ]);

    private static string Stamp(string site) => $"{site}.stamp";

    private static bool IsOf(string page, string made) => made.EndsWith(page, StringComparison.Ordinal);

    // What the site was made of; empty when there is none.
    private static string StampOf(string site) =>
        Directory.Exists(site) && File.Exists(Stamp(site)) ? File.ReadAllText(Stamp(site)) : "";

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
