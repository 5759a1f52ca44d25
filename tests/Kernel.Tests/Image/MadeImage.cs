// The image of a CD that ./osmosis iso makes, made once for a class of tests.
using Osmosis.Kernel.Tests.Command;

namespace Osmosis.Kernel.Tests.Image;

public sealed class MadeImage : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("osmosis-image-");

    public string Path { get; private set; } = null!;

    /// <summary>Makes an image in a folder, and gives its path.</summary>
    public static async Task<string> MakeAsync(DirectoryInfo folder, params string[] options)
    {
        string path = System.IO.Path.Combine(folder.FullName, "kernel.iso");
        OsmosisCommand iso = await OsmosisCommand.RunAsync(Checkout.Root, ["iso", "--output", path, .. options]);
        Assert.True(iso.Status == 0, string.Join('\n', iso.Error));
        return path;
    }

    public async ValueTask InitializeAsync() => Path = await MakeAsync(_folder);

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
