// A growing part of the table.
using System;
namespace Osmosis.Symbols;

internal sealed class TableBytes
{
    private readonly List<byte> _bytes = [];

    public int Length => _bytes.Count;

    public byte[] ToArray() => [.. _bytes];

    public void Add(ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);

    public void Byte(byte value) => _bytes.Add(value);

    public void Word(uint value)
    {
        Triple(value & 0xFF_FFFF);
        Byte((byte)(value >> 24));
    }

    /// <exception cref="SymbolException">The value does not fit into three bytes.</exception>
    public void Triple(uint value)
    {
        if (value > 0xFF_FFFF)
        {
            throw new SymbolException(
                $"0x{value:x} does not fit into three bytes: the table or the code is larger than 16 MiB");
        }

        Add([(byte)value, (byte)(value >> 8), (byte)(value >> 16)]);
    }

    /// <summary>LEB128: seven bits a byte, lowest first; the top bit says that more follow.</summary>
    public void Number(uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Byte((byte)(value | 0x80));
        }

        Byte((byte)value);
    }

    /// <summary>Zigzag: 0, -1, 1, -2 become 0, 1, 2, 3.</summary>
    public void Signed(int value) => Number((uint)((value << 1) ^ (value >> 31)));

    /// <summary>Adds zeros up to a multiple, counted from the given number of bytes before this part.</summary>
    public void AlignTo(int multiple, int before)
    {
        while ((before + Length) % multiple != 0)
        {
            Byte(0);
        }
    }
}
