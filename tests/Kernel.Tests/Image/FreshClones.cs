// Two clones of the commit under test, in folders of different names.
using System.Diagnostics;

namespace Osmosis.Kernel.Tests.Image;

/// <summary>Made once for the tests that build from scratch.</summary>
public sealed class FreshClones : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("osmosis-clones-");

    public string First => Path.Combine(_folder.FullName, "a");

    /// <summary>A longer name, and blanks in it.</summary>
    public string Second => Path.Combine(_folder.FullName, "a longer name with blanks");

    public async ValueTask InitializeAsync()
    {
        await GitAsync("clone", "--quiet", "--no-hardlinks", Checkout.Root, First);
        await GitAsync("clone", "--quiet", "--no-hardlinks", Checkout.Root, Second);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task GitAsync(params string[] arguments)
    {
        using Process git = Process.Start(new ProcessStartInfo("git", arguments))!;
        await git.WaitForExitAsync();
        Assert.Equal(0, git.ExitCode);
    }
}
