// Makes artifacts/osmosis.elf and its debug information, unless they are up to date.
namespace Osmosis.Cli.Building;

internal static class KernelBuild
{
    public const string DefaultConfiguration = "Release";

    /// <summary>Returns when the image is up to date, or, if the image is used as it is, when it exists.</summary>
    /// <returns>The <see cref="Fingerprint"/> of the sources it was built from; empty for an image that is used as it
    /// is.</returns>
    /// <exception cref="FailedException">The build failed: the compiler's messages were shown, and there is no
    /// image.</exception>
    public static async Task<string> EnsureAsync(Repository repository, string configuration, CancellationToken cancel)
    {
        if (repository.Tested is not null)
        {
            return File.Exists(repository.KernelImage)
                ? "" : throw new FailedException($"there is no {repository.KernelImage}, which is to be used as it is");
        }

        Directory.CreateDirectory(repository.Artifacts);
        string stamp = Path.Combine(repository.Artifacts, "osmosis.stamp");
        await using FileStream oneAtATime = await LockAsync(Path.Combine(repository.Artifacts, "build.lock"), cancel);
        string sources = await Fingerprint.OfSourcesAsync(repository, configuration, cancel);
        if (!IsFresh())
        {
            File.Delete(stamp);
            await BuildAsync(repository, configuration, cancel);
            await File.WriteAllTextAsync(stamp, Stamp(), cancel);
        }

        return sources;

        bool IsFresh() => File.Exists(stamp) && File.Exists(repository.KernelImage)
            && File.Exists(repository.KernelDebug) && File.ReadAllText(stamp) == Stamp();
        string Stamp() => $"{sources} {Fingerprint.OfFile(repository.KernelImage)}\n";
    }

    /// <summary>Waits until nobody else holds the file.</summary>
    public static async Task<FileStream> LockAsync(string path, CancellationToken cancel)
    {
        FileStream? taken;
        while ((taken = FileLock.TryTake(path)) is null)
        {
            await Task.Delay(FileLock.Pause, cancel);
        }

        return taken;
    }

    // The image is replaced in one step, so that whoever opens it during a build gets the old one. After a failed build
    // there is no image.
    private static async Task BuildAsync(Repository repository, string configuration, CancellationToken cancel)
    {
        DirectoryInfo folder = Directory.CreateDirectory(Path.Combine(repository.Artifacts, "building"));
        string image = Path.Combine(folder.FullName, Path.GetFileName(repository.KernelImage));
        try
        {
            await DotnetBuild.RunAsync("the kernel", repository.KernelProject, configuration, cancel,
                DotnetBuild.Property("KernelImage", image));
            if (!File.Exists(image))
            {
                throw new FailedException($"the build succeeded but left no {image}");
            }

            File.Move(Path.ChangeExtension(image, ".debug"), repository.KernelDebug, overwrite: true);
            File.Move(image, repository.KernelImage, overwrite: true);
        }
        catch
        {
            File.Delete(repository.KernelImage);
            throw;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
