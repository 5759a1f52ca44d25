// Everything that a release holds, made from a commit: the same bytes each time.
using System.Security.Cryptography;
using Osmosis.Cli.Building;
using Osmosis.Cli.Exploring;
using Osmosis.Cli.Images;

namespace Osmosis.Cli.Releasing;

/// <summary>
/// <code>
/// osmosis-VERSION.elf, .debug         the kernel, and its debug information for gdb
/// osmosis-VERSION.iso                 it boots from a CD and from a USB stick
/// osmosis-explorer-VERSION.zip        the page, for any web server
/// packages/                           the packages of kit/
/// NOTES.md                            what CHANGELOG.md says of the version
/// SHA256SUMS                          of all of them, for sha256sum -c
/// </code>
/// </summary>
internal sealed record ReleaseFolder(Repository Repository, ReleaseVersion Version)
{
    private const string Checksums = "SHA256SUMS";

    /// <summary>Fills an empty folder. The tools must be installed.</summary>
    /// <exception cref="FailedException">A part could not be made.</exception>
    public async Task FillAsync(string folder, CancellationToken cancel)
    {
        string Named(string before, string after) => Path.Combine(folder, $"{before}-{Version.Number}{after}");
        string site = await ExplorerSite.EnsureAsync(Repository, cancel);
        File.Copy(Repository.KernelImage, Named("osmosis", ".elf"));
        File.Copy(Repository.KernelDebug, Named("osmosis", ".debug"));
        await new BootImage(BootMenu.Ordinary, IsHybrid: true)
            .WriteAsync(Repository.KernelImage, Named("osmosis", ".iso"), cancel);
        PlainArchive.Write(site, $"osmosis-explorer-{Version.Number}", Named("osmosis-explorer", ".zip"));
        await PackageBuild.MakeAsync(Repository, Path.Combine(folder, "packages"), cancel);
        await File.WriteAllTextAsync(Path.Combine(folder, "NOTES.md"),
            $"# OS/mosis {Version.Number}\n\n{Version.Notes}", cancel);
        await File.WriteAllLinesAsync(Path.Combine(folder, Checksums), Sums(folder), cancel);
    }

    /// <summary>The files, in the order of the list of checksums, which is the last.</summary>
    public static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file))
            .Order(StringComparer.Ordinal);

    private static List<string> Sums(string folder)
    {
        List<string> lines = [];
        foreach (string file in Files(folder))
        {
            using FileStream bytes = File.OpenRead(Path.Combine(folder, file));
            lines.Add($"{Convert.ToHexStringLower(SHA256.HashData(bytes))}  {file}");
        }

        return lines;
    }
}
