// Builds in a fresh clone: the same image as in the checkout, none from code that allocates, and no unnecessary
// rebuild.
using System.Diagnostics;
using Osmosis.Kernel.Tests.Command;

namespace Osmosis.Kernel.Tests.Image;

[Collection(FreshCloneCollection.Name)]
[Slow]
public sealed class CleanBuildTests(FreshClone clone)
{
    private const string Document = "docs/TESTING.md";

    [Fact]
    public async Task A_clone_in_another_folder_builds_the_image_and_debug_information_of_the_checkout()
    {
        Assert.Equal(await File.ReadAllBytesAsync(Checkout.Image), clone.Image);
        Assert.Equal(await File.ReadAllBytesAsync(Path.ChangeExtension(Checkout.Image, ".debug")),
            clone.DebugInformation);
    }

    [Fact]
    public async Task Nothing_is_built_when_nothing_changed_that_the_image_is_built_from()
    {
        DateTime built = File.GetLastWriteTimeUtc(clone.ImagePath);
        await AssertNothingIsBuiltAsync("nothing was changed");
        await File.AppendAllTextAsync(Path.Combine(clone.Root, Document), "\n");
        await AssertNothingIsBuiltAsync("a document was changed");
        string[] commit = ["-C", clone.Root, "-c", "user.name=test", "-c", "user.email=test", "commit", "--quiet",
            "--message", "test", "--", Document];
        using Process git = Process.Start(new ProcessStartInfo("git", commit))!;
        await git.WaitForExitAsync();
        Assert.Equal(0, git.ExitCode);
        await AssertNothingIsBuiltAsync("a document was committed");
        Assert.Equal(built, File.GetLastWriteTimeUtc(clone.ImagePath));

        async Task AssertNothingIsBuiltAsync(string when)
        {
            OsmosisCommand build = await OsmosisCommand.RunAsync(clone.Root, ["build"]);
            Assert.True(build is { Status: 0, Output: [], Error: [] },
                $"when {when}: {string.Join('\n', build.Error)}");
        }
    }

    [Fact]
    public void A_managed_allocation_builds_no_image_and_until_then_the_old_one_is_there()
    {
        Assert.True(clone.WasThereMeanwhile, "the image is missing while another is built");
        Assert.Equal(1, clone.Broken.Status);
        Assert.Contains(clone.Broken.Error,
            line => line.Contains("OSM0001 managed allocation", StringComparison.Ordinal)
                || line.Contains("OSM0001: managed allocation", StringComparison.Ordinal));
        Assert.False(clone.WasThereAfterwards, "a stale image was left after a failed build");
    }

    [Fact]
    public async Task Figures_of_a_tree_with_changes_are_not_recorded()
    {
        string added = Path.Combine(clone.Root, "bench", "changed");
        await File.WriteAllTextAsync(added, "");
        try
        {
            OsmosisCommand bench = await OsmosisCommand.RunAsync(clone.Root, ["bench", "--record"]);
            Assert.Equal(1, bench.Status);
            Assert.StartsWith("osmosis: --record records a commit: ", Assert.Single(bench.Error),
                StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(added);
        }
    }
}
