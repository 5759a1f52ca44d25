// Everything the kernel's image is made from, as one number: equal means that building again would change nothing.
using System.Security.Cryptography;
using System.Text;

namespace Osmosis.Cli.Building;

internal static partial class Fingerprint
{
    /// <summary>Covers contents and names of files below <paramref name="root"/>, and the installed SDKs.</summary>
    /// <param name="root">A folder.</param>
    /// <param name="paths">Folders and patterns of files in it.</param>
    public static string OfPaths(string root, IEnumerable<string> paths) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(string.Join('\0', Sdks().Append(OfFiles(root, Files(root, paths)))))));

    /// <summary>
    /// Covers names, relative to <paramref name="root"/>, and contents of files, whatever their order.
    /// </summary>
    public static string OfFiles(string root, IEnumerable<string> files)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(root, file) + "\0"));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The file itself, or the files below a folder except build output.</summary>
    public static IEnumerable<string> FilesOf(string path) => Directory.Exists(path) ? FilesBelow(path) : [path];

    public static string OfFile(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private static IEnumerable<string> Files(string root, IEnumerable<string> paths) => paths
        .SelectMany(line => Directory.Exists(Path.Combine(root, line))
            ? FilesBelow(Path.Combine(root, line)) : Directory.EnumerateFiles(root, line));

    private static IEnumerable<string> FilesBelow(string folder) =>
        Directory.EnumerateFiles(folder).Concat(Directory.EnumerateDirectories(folder)
            .Where(inner => Path.GetFileName(inner) is not ("bin" or "obj")).SelectMany(FilesBelow));

    private static IEnumerable<string> Sdks()
    {
        string folder = Path.Combine(Path.GetDirectoryName(Environment.ProcessPath)!, "sdk");
        return Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal) : [];
    }
}
