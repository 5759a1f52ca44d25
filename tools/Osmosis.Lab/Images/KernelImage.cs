// A built kernel in a folder: the image, its debug information, and what it was built from.
namespace Osmosis.Lab.Images;

internal static class KernelImage
{
    public const string FileName = "osmosis.elf";
    public const string DebugName = "osmosis.debug";

    // ./osmosis debug looks there (tools/Osmosis.Cli/Repository.cs).
    private const string SourcesName = "sources";

    private const string StampName = "osmosis.stamp";

    /// <summary>Whether the folder's image was built from this.</summary>
    public static bool IsFresh(string folder, string stamp) =>
        File.Exists(Path.Combine(folder, StampName)) && File.ReadAllText(Path.Combine(folder, StampName)) == stamp
        && File.Exists(Path.Combine(folder, FileName)) && File.Exists(Path.Combine(folder, DebugName));

    /// <summary>Forgets what the image was built from, as it is about to be replaced.</summary>
    public static void Forget(string folder)
    {
        Directory.CreateDirectory(folder);
        File.Delete(Path.Combine(folder, StampName));
    }

    public static void Note(string folder, string stamp) =>
        File.WriteAllText(Path.Combine(folder, StampName), stamp);

    /// <summary>Copies the image into another folder.</summary>
    /// <param name="from">Where the image is.</param>
    /// <param name="to">The other folder.</param>
    /// <param name="sources">Where a debugger finds its sources; null for the checkout.</param>
    public static void Copy(string from, string to, string? sources = null)
    {
        Directory.CreateDirectory(to);
        string link = Path.Combine(to, SourcesName);
        File.Delete(link);
        if (sources is not null)
        {
            Directory.CreateSymbolicLink(link, sources);
        }

        foreach (string name in (string[])[FileName, DebugName])
        {
            // Newer than the sources, or a debugger would take them for edited.
            string copy = Path.Combine(to, name);
            File.Copy(Path.Combine(from, name), copy, overwrite: true);
            File.SetLastWriteTimeUtc(copy, DateTime.UtcNow);
        }
    }
}
