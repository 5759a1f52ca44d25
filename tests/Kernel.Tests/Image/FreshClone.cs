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

/// <summary>In a folder whose name is longer than the checkout's and contains blanks.</summary>
public sealed class FreshClone : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("osmosis-clone-");

    public string Root => Path.Combine(_folder.FullName, "a longer name with blanks");

    public string ImagePath => Path.Combine(Root, "artifacts", "osmosis.elf");

    /// <summary>The result of the first build.</summary>
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
