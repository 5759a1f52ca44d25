// The file that QEMU puts into memory beside the kernel.
using System.IO.Compression;
using Osmosis.Emulators;

namespace Osmosis.Cli.Archives;

internal static class BootModule
{
    private const string Name = "files";

    private static readonly byte[] s_compressed = [0x1F, 0x8B];
    private static readonly byte[] s_program = [0x7F, (byte)'E', (byte)'L', (byte)'F'];

    /// <summary>Packs layers of entries into a file of a temporary folder. Returns its path.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="layers">Of entries with the same path that in the last layer counts.</param>
    /// <exception cref="FailedException">The entries can't be packed.</exception>
    public static string Pack(TemporaryFolder folder, params IReadOnlyList<ArchiveEntry>[] layers)
    {
        using FileStream output = File.Create(PathIn(folder));
        CpioArchive.Write(output,
            layers.SelectMany(layer => layer).GroupBy(entry => entry.Path).Select(same => same.Last()));
        return output.Name;
    }

    /// <summary>
    /// Takes a ready archive, or a program: unpacks it into a file of a temporary folder when it is compressed (gzip).
    /// Returns a path.
    /// </summary>
    /// <exception cref="FailedException">It can't be read, or is neither.</exception>
    public static async Task<string> TakeAsync(string file, TemporaryFolder folder, CancellationToken cancel)
    {
        string module = PathIn(folder);
        try
        {
            await using FileStream input = File.OpenRead(file);
            byte[] start = new byte[s_compressed.Length];
            await input.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancel);
            input.Position = 0;
            await using Stream content = start.SequenceEqual(s_compressed)
                ? new GZipStream(input, CompressionMode.Decompress) : input;
            await using FileStream output = File.Create(module);
            await content.CopyToAsync(output, cancel);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new FailedException($"cannot read {file}: {failure.Message}");
        }

        using FileStream made = File.OpenRead(module);
        byte[] magic = new byte[CpioArchive.Magic.Length];
        int read = made.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        return magic.AsSpan().SequenceEqual(CpioArchive.Magic) || magic.AsSpan().StartsWith(s_program)
            ? module
            : throw new FailedException(
                $"{file} is neither a cpio archive (newc; gzip may have compressed it) nor a program");
    }

    // QEMU takes what follows a blank for words to the kernel.
    private static string PathIn(TemporaryFolder folder) => folder.Path.Contains(' ')
        ? throw new FailedException(
            $"QEMU takes no file from a folder with a blank in its name: let TMPDIR name another than {folder.Path}")
        : folder.In(Name);
}
