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
        foreach (string clone in new[] { First, Second })
        {
            using Process git = Process.Start(new ProcessStartInfo("git", ["clone", "--quiet", "--no-hardlinks", Checkout.Root, clone]))!;
            await git.WaitForExitAsync();
            Assert.Equal(0, git.ExitCode);
            CopyCommand(clone);
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    // The command is built already. A copy is newer than its sources, and serves the folder that it is in.
    private static void CopyCommand(string clone)
    {
        string target = Directory.CreateDirectory(Path.Combine(clone, "artifacts", "cli")).FullName;
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Checkout.Root, "artifacts", "cli")))
        {
            File.WriteAllBytes(Path.Combine(target, Path.GetFileName(file)), File.ReadAllBytes(file));
        }
    }
}
