// ./osmosis release: what it refuses, each in a line. CONTRIBUTING.md tells how to make a release.
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

    private static string Version() => System.Xml.Linq.XDocument
        .Load(Path.Combine(Checkout.Root, "Directory.Build.props")).Descendants("Version").Single().Value;
}
