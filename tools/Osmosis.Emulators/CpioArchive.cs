// Writes a cpio archive in the format newc, which Linux and OS/mosis unpack as their first files.
using System.Globalization;
using System.Text;

namespace Osmosis.Emulators;

public static class CpioArchive
{
    private const string Trailer = "TRAILER!!!";
    private const int Alignment = 4;
    private const int BlockBytes = 512;

    /// <summary>
    /// The bytes that each entry begins with (Linux: Documentation/driver-api/early-userspace/buffer-format.rst).
    /// </summary>
    public static ReadOnlySpan<byte> Magic => "070701"u8;

    /// <summary>
    /// Writes entries in the order of their paths, so that a folder comes before what is in it. Everything belongs to
    /// root. The same entries make the same bytes. No two have
    /// the same path.
    /// </summary>
    /// <exception cref="EmulatorException">An entry has the trailer's name.</exception>
    public static void Write(Stream output, IEnumerable<ArchiveEntry> entries)
    {
        long length = 0;
        uint number = 0;
        foreach (ArchiveEntry entry in entries.OrderBy(entry => entry.Path, StringComparer.Ordinal))
        {
            if (entry.Path == Trailer)
            {
                throw new EmulatorException($"a file called {Trailer} would end the archive");
            }

            length += Write(output, entry, ++number);
        }

        length += Write(output, new ArchiveEntry(Trailer, 0, 0, []), 0);
        output.Write(new byte[-length & (BlockBytes - 1)]);
    }

    // Returns the bytes written, a multiple of the alignment.
    private static long Write(Stream output, ArchiveEntry entry, uint number)
    {
        byte[] name = Encoding.UTF8.GetBytes(entry.Path + '\0');
        uint seconds = (uint)Math.Clamp(entry.Seconds, 0, uint.MaxValue);
        uint links = entry.IsFolder ? 2u : 1;

        // The file's number, its mode, owner and group; links, time, size; two devices; the name's size, and no
        // checksum.
        uint[] fields = [number, entry.Mode, 0, 0, links, seconds, (uint)entry.Content.Length, 0, 0, 0, 0,
            (uint)name.Length, 0];
        IEnumerable<string> digits = fields.Select(field => field.ToString("X8", CultureInfo.InvariantCulture));
        return WritePadded(output, [.. Magic, .. Encoding.ASCII.GetBytes(string.Concat(digits)), .. name])
            + WritePadded(output, entry.Content);
    }

    private static long WritePadded(Stream output, byte[] bytes)
    {
        int padding = -bytes.Length & (Alignment - 1);
        output.Write(bytes);
        output.Write(new byte[padding]);
        return bytes.Length + padding;
    }
}
