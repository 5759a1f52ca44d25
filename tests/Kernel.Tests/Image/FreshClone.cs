// A clone of the working tree under test, built from nothing.
using System.Diagnostics;
using Osmosis.Kernel.Tests.Command;

namespace Osmosis.Kernel.Tests.Image;

/// <summary>The tests that build something share it, one after another. Each restores the sources.</summary>
[CollectionDefinition(Name)]
public sealed class FreshCloneCollection : ICollectionFixture<FreshClone>
{
    public const string Name = "fresh clone";
}

/// <summary>
/// In a folder whose name is longer than the checkout's, and has what shells, MSBuild and the compiler take for more
/// than letters. The first build fails, because code allocates; the second is the one that counts.
/// </summary>
public sealed class FreshClone : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("osmosis-clone-");

    public string Root => Path.Combine(_folder.FullName, "a longer name, with blanks; it's a=b $HOME & #(c)");

    public string ImagePath => Path.Combine(Root, "artifacts", "osmosis.elf");

    /// <summary>The build with the allocation.</summary>
    internal OsmosisCommand Broken { get; private set; } = null!;

    /// <summary>Whether the image from before was there while that build ran.</summary>
    public bool WasThereMeanwhile { get; private set; }

    /// <summary>Whether an image was there after that build.</summary>
    public bool WasThereAfterwards { get; private set; }

    /// <summary>The result of the second build.</summary>
    public byte[] Image { get; private set; } = [];

    public byte[] DebugInformation { get; private set; } = [];

    /// <summary>Copies a repository's working tree, uncommitted changes included.</summary>
    public static async Task CopyAsync(string from, string to)
    {
        string script = Path.Combine(Checkout.Root, "tests", "copy-working-tree.sh");
        using Process copy = Process.Start(new ProcessStartInfo(script, [from, to]))!;
        await copy.WaitForExitAsync();
        Assert.Equal(0, copy.ExitCode);
    }

    public async ValueTask InitializeAsync()
    {
        await CopyAsync(Checkout.Sources, Root);
        CopyCommand();
        File.Copy(Checkout.Image, ImagePath);
        await BuildWithAllocationAsync();
        OsmosisCommand build = await OsmosisCommand.RunAsync(Root, ["build"]);
        Assert.True(build.Status == 0, string.Join('\n', build.Error));
        Image = await File.ReadAllBytesAsync(ImagePath);
        DebugInformation = await File.ReadAllBytesAsync(Path.ChangeExtension(ImagePath, ".debug"));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task BuildWithAllocationAsync()
    {
        string planted = Path.Combine(Root, "src", "Kernel", "Planted.cs");
        await File.WriteAllTextAsync(planted, Allocation);
        Task<OsmosisCommand> build = OsmosisCommand.RunAsync(Root, ["build"]);
        string inTheMaking = Path.Combine(Root, "artifacts", "building");
        while (!Directory.Exists(inTheMaking) && !build.IsCompleted)
        {
            await Task.Delay(1);
        }

        bool isThere = File.Exists(ImagePath);
        WasThereMeanwhile = isThere && !build.IsCompleted;
        Broken = await build;
        WasThereAfterwards = File.Exists(ImagePath);
        File.Delete(planted);
    }

    // A method that allocates an object. Its export, like the interrupt dispatcher's, keeps it alive, so it is
    // compiled.
    private const string Allocation = """
        namespace Osmosis.Kernel;

        internal static class Planted
        {
            [System.Runtime.RuntimeExport("planted")]
            private static object Allocate() => new();
        }

        """;

    // The command is already built. A copy is newer than its sources, and works for its own folder.
    private void CopyCommand()
    {
        string target = Directory.CreateDirectory(Path.Combine(Root, "artifacts", "cli")).FullName;
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Checkout.Root, "artifacts", "cli")))
        {
            File.WriteAllBytes(Path.Combine(target, Path.GetFileName(file)), File.ReadAllBytes(file));
        }
    }
}
