using System.Text;

namespace Osmosis.Programs.Tests.Archives;

/// <summary>Made-up archives.</summary>
internal static class ArchiveBytes
{
    /// <summary>See <see cref="ArchiveReaderTests"/>.</summary>
    public static readonly string MadeByCpio =
        Path.Combine(Checkout.Root, "tests", "Programs.Tests", "Archives", "made-by-cpio.cpio");

    /// <summary>An archive with its trailer; each file has the number of its place.</summary>
    public static byte[] Make(params (uint Mode, string Name, byte[] Contents)[] files)
    {
        List<byte> bytes = [];
        for (int i = 0; i < files.Length; i++)
        {
            Add(bytes, (uint)i, files[i].Mode, files[i].Name, files[i].Contents);
        }

        Add(bytes, 0, 0, "TRAILER!!!", []);
        return [.. bytes];
    }

    /// <summary>The same with one byte changed.</summary>
    public static byte[] Spoilt(byte[] bytes, int at, byte value)
    {
        byte[] spoilt = [.. bytes];
        spoilt[at] = value;
        return spoilt;
    }

    private static void Add(List<byte> bytes, uint inode, uint mode, string name, byte[] contents)
    {
        uint[] numbers = [inode, mode, 0, 0, 1, 0, (uint)contents.Length, 0, 0, 0, 0, (uint)name.Length + 1, 0];
        string header = "070701" + string.Concat(numbers.Select(number => $"{number:X8}"));
        bytes.AddRange(Encoding.Latin1.GetBytes(header + name + "\0"));
        Pad(bytes);
        bytes.AddRange(contents);
        Pad(bytes);
    }

    private static void Pad(List<byte> bytes) => bytes.AddRange(new byte[-bytes.Count & 3]);
}
