using System.Buffers.Binary;

namespace Osmosis.Programs.Tests.Elf;

/// <summary>Made-up ELF files: a header, program headers behind it, and bytes up to a length.</summary>
internal static class ElfBytes
{
    public const int HeaderSize = 52;
    public const int EntrySize = 32;

    /// <summary>A file whose header is right.</summary>
    /// <param name="type">2: executable; 3: position-independent.</param>
    /// <param name="length">Bytes in the file.</param>
    /// <param name="headers">The program headers: eight words each.</param>
    public static byte[] Make(ushort type, int length, params uint[][] headers)
    {
        byte[] bytes = new byte[Math.Max(length, HeaderSize + (headers.Length * EntrySize))];
        new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 1, 1, 1 }.CopyTo(bytes, 0);
        Set16(bytes, 16, type);
        Set16(bytes, 18, 3);
        Set32(bytes, 20, 1);
        Set32(bytes, 24, type == 2 ? 0x0804_8000u : 0);
        Set32(bytes, 28, HeaderSize);
        Set16(bytes, 40, HeaderSize);
        Set16(bytes, 42, EntrySize);
        Set16(bytes, 44, (ushort)headers.Length);
        for (int i = 0; i < headers.Length; i++)
        {
            for (int word = 0; word < 8; word++)
            {
                Set32(bytes, HeaderSize + (i * EntrySize) + (word * 4), headers[i][word]);
            }
        }

        return bytes;
    }

    /// <summary>A program header that loads something, with the rights to read and execute.</summary>
    public static uint[] Load(uint offset, uint address, uint fileSize, uint memorySize, uint flags = 5,
        uint alignment = 4096) =>
        [1, offset, address, address, fileSize, memorySize, flags, alignment];

    public static uint[] Interpreter(uint offset, uint size) => [3, offset, 0, 0, size, size, 4, 1];

    public static void Set16(byte[] bytes, int at, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), value);

    public static void Set32(byte[] bytes, int at, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);

    public static uint Get32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    public static uint Get16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));
}
