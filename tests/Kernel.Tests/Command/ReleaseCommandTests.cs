// ./osmosis release: what it refuses, each in a line, and the one part of it that no other test makes twice.
// CONTRIBUTING.md tells how to make a release.
using System.IO.Compression;
using Osmosis.Cli.Releasing;

namespace Osmosis.Kernel.Tests.Command;

public sealed class ReleaseCommandTests
{
    [Fact]
    public async Task The_sources_must_be_of_the_version()
    {
        OsmosisCommand release = await OsmosisCommand.RunAsync(Checkout.Root, ["release", "99.0.0"]);
        Assert.Equal(1, release.Status);
        Assert.Matches("^osmosis: the sources are version [0-9.]+, not 99.0.0: Directory.Build.props says so$",
            Assert.Single(release.Error));
    }

    [Fact]
    public async Task A_folder_that_is_there_stays_as_it_is()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("osmosis-release-");
        try
        {
            OsmosisCommand release = await OsmosisCommand.RunAsync(Checkout.Root,
                ["release", Version(), "--output", folder.FullName]);
            Assert.Equal(1, release.Status);
            Assert.Equal($"osmosis: {folder.FullName} is there already: remove it, or name another with --output",
                Assert.Single(release.Error));
            Assert.Empty(folder.EnumerateFileSystemInfos());
        }
        finally
        {
            folder.Delete();
        }
    }

    // Packages: Kit.Tests. The kernel and its image: Image/.
    [Fact]
    public void The_explorer_s_archive_is_the_same_from_files_written_elsewhere_at_another_time()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("osmosis-release-");
        try
        {
            byte[] one = Archive(Path.Combine(folder.FullName, "one"), ["index.html", "a/b.js", "a/c.js"],
                new DateTime(2026, 11, 30));
            byte[] other = Archive(Path.Combine(folder.FullName, "another place"), ["a/c.js", "a/b.js", "index.html"],
                new DateTime(1999, 1, 1));
            Assert.Equal(one, other);
            using ZipArchive archive = new(new MemoryStream(one));
            Assert.Equal(["site/a/b.js", "site/a/c.js", "site/index.html"],
                archive.Entries.Select(entry => entry.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[] Archive(string site, string[] names, DateTime time)
    {
        foreach (string file in names.Select(name => Path.Combine(site, name)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, Path.GetFileName(file));
            File.SetLastWriteTimeUtc(file, time);
        }

        string output = $"{site}.zip";
        PlainArchive.Write(site, "site", output);
        return File.ReadAllBytes(output);
    }

    private static string Version() => System.Xml.Linq.XDocument
        .Load(Path.Combine(Checkout.Root, "Directory.Build.props")).Descendants("Version").Single().Value;
}
