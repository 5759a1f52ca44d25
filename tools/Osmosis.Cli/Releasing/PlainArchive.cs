// A zip archive of a folder: the same bytes whenever and wherever it is made of the same files.
using System.IO.Compression;

namespace Osmosis.Cli.Releasing;

internal static class PlainArchive
{
    // A regular file that everybody may read.
    private const int Mode = 0x81A4 << 16;

    // No file's own time: the first that the format has is 1980.
    private static readonly DateTimeOffset s_time = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the files of a folder, by name.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="top">The name of the one folder in the archive.</param>
    /// <param name="output">The archive's path.</param>
    public static void Write(string folder, string top, string output)
    {
        using ZipArchive archive = ZipFile.Open(output, ZipArchiveMode.Create);
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal))
        {
            ZipArchiveEntry entry = archive.CreateEntry($"{top}/{Path.GetRelativePath(folder, file)}");
            entry.LastWriteTime = s_time;
            entry.ExternalAttributes = Mode;
            using Stream into = entry.Open();
            using FileStream from = File.OpenRead(file);
            from.CopyTo(into);
        }
    }
}
