// Makes artifacts/osmosis.elf and its debug information, unless they are there and made of what is there now.
namespace Osmosis.Cli.Building;

internal static class KernelBuild
{
    public const string DefaultConfiguration = "Release";

    private static readonly TimeSpan LockRetry = TimeSpan.FromMilliseconds(100);

    /// <summary>Returns when the image is up to date.</summary>
    /// <exception cref="FailedException">It did not build: the compiler's words were shown, and there is no image.</exception>
    public static async Task EnsureAsync(Repository repository, string configuration, CancellationToken cancel)
    {
        Directory.CreateDirectory(repository.Artifacts);
        string stamp = Path.Combine(repository.Artifacts, "osmosis.stamp");
        await using FileStream oneAtATime = await LockAsync(Path.Combine(repository.Artifacts, "build.lock"), cancel);
        string sources = await Fingerprint.OfSourcesAsync(repository, configuration, cancel);
        if (IsFresh())
        {
            return;
        }

        // From here until the build has succeeded there is no image, so that an old one is never taken for it.
        File.Delete(stamp);
        File.Delete(repository.KernelImage);
        await DotnetBuild.RunAsync("the kernel", repository.KernelProject, configuration, cancel);
        if (!File.Exists(repository.KernelImage))
        {
            throw new FailedException($"the build succeeded but left no {repository.KernelImage}");
        }

        await File.WriteAllTextAsync(stamp, Stamp(), cancel);

        bool IsFresh() => File.Exists(stamp) && File.Exists(repository.KernelImage) && File.Exists(repository.KernelDebug) && File.ReadAllText(stamp) == Stamp();
        string Stamp() => $"{sources} {Fingerprint.OfFile(repository.KernelImage)}\n";
    }

    private static async Task<FileStream> LockAsync(string path, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(LockRetry, cancel);
            }
        }
    }
}
