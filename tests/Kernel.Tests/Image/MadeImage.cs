// CD images from ./osmosis iso, made once for a class of tests.
using Osmosis.Kernel.Tests.Command;

namespace Osmosis.Kernel.Tests.Image;

/// <summary>The default image: its menu waits for a choice.</summary>
public sealed class MadeImage : IAsyncLifetime
{
    /// <summary>The option for an image that starts its first entry at once.</summary>
    public static readonly string[] WithoutMenu = ["--wait", "0"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("osmosis-image-");

    public string Path { get; private set; } = null!;

    /// <summary>Makes an image in a folder and returns its path.</summary>
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

/// <summary>An image that boots by Multiboot 2 at once, without a menu.</summary>
public sealed class MenulessImage : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("osmosis-image-");

    public string Path { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Path = await MadeImage.MakeAsync(_folder, MadeImage.WithoutMenu);

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>An image that boots at once, without a menu, also as a disk.</summary>
public sealed class HybridImage : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("osmosis-image-");

    public string Path { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Path = await MadeImage.MakeAsync(_folder, ["--usb", .. MadeImage.WithoutMenu]);

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
