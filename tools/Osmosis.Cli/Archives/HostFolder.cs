// What is in a folder of this machine, as entries of an archive.
using System.Globalization;
using ArchiveEntry = Osmosis.Emulators.ArchiveEntry;

namespace Osmosis.Cli.Archives;

internal static class HostFolder
{
    // Kind, permissions in octal, time, path from the folder, text of a link. No path has a zero in it.
    private const string Format = @"%y %m %T@ %P\0%l\0";
    private const int Octal = 8;

    // What .NET shows in place of bytes that are no text.
    private const char NoText = '\uFFFD';

    /// <summary>Files, folders and symbolic links below a folder, with their permissions and times.</summary>
    /// <exception cref="FailedException">It is no folder, or has something else in it, or something that can't be read;
    /// the message names it.</exception>
    public static async Task<IReadOnlyList<ArchiveEntry>> ReadAsync(string folder, CancellationToken cancel)
    {
        if (!Directory.Exists(folder))
        {
            throw new FailedException($"{folder} is no folder");
        }

        // The slash leads through a link.
        string root = Path.GetFullPath(folder) + "/";
        ProcessOutput found =
            await ProcessOutput.OfAsync("find", [root, "-mindepth", "1", "-printf", Format], cancel: cancel);
        if (!found.Succeeded)
        {
            string[] lines = found.Text[(found.Text.LastIndexOf('\0') + 1)..]
                .Split('\n', StringSplitOptions.RemoveEmptyEntries);
            throw new FailedException($"cannot read {folder}: {lines.FirstOrDefault()}");
        }

        string[] parts = found.Text.Split('\0');
        return [.. parts.Chunk(2).Where(pair => pair.Length == 2)
            .Select(pair => Read(root, pair[0].Split(' ', 4), pair[1]))];
    }

    private static ArchiveEntry Read(string root, string[] fields, string link)
    {
        string path = fields[3];
        if ((path + link).Contains(NoText))
        {
            throw new FailedException($"the name of {root}{path}, or where it leads, is no text in UTF-8");
        }

        uint permissions = Convert.ToUInt32(fields[1], Octal);
        long seconds = (long)Math.Floor(decimal.Parse(fields[2], NumberStyles.Float, CultureInfo.InvariantCulture));
        return fields[0] switch
        {
            "f" => ArchiveEntry.File(path, permissions, seconds, Content(root + path)),
            "d" => ArchiveEntry.Folder(path, permissions, seconds),
            "l" => ArchiveEntry.Link(path, link, seconds),
            _ => throw new FailedException($"{root}{path} is no file, folder or symbolic link, and can't be packed"),
        };
    }

    private static byte[] Content(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new FailedException($"cannot read {path}: {failure.Message}");
        }
    }
}
