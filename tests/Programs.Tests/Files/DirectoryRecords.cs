using System.Buffers.Binary;
using System.Text;

namespace Osmosis.Programs.Tests.Files;

/// <summary>What getdents64 answers, taken apart.</summary>
internal static class DirectoryRecords
{
    /// <summary>The names with their kinds (DT_…), such as "a 8".</summary>
    public static List<string> Names(ReadOnlySpan<byte> bytes, int length)
    {
        List<string> names = [];
        for (int at = 0; at < length;)
        {
            ReadOnlySpan<byte> record = bytes[at..];
            int size = BinaryPrimitives.ReadUInt16LittleEndian(record[16..]);
            Assert.True(size % 8 == 0 && size >= 24 && at + size <= length,
                $"a record of {size} bytes at {at} of {length}");
            ReadOnlySpan<byte> name = record[19..size];
            names.Add($"{Encoding.Latin1.GetString(name[..name.IndexOf((byte)0)])} {record[18]}");
            at += size;
        }

        return names;
    }
}
