// Reads the numbers of the symbol table, one after the other.

using System;

namespace Osmosis.Metal;

public ref struct SymbolReader(ReadOnlySpan<byte> table, int position)
{
    private readonly ReadOnlySpan<byte> _table = table;

    /// <summary>Position of the next byte in the table.</summary>
    public int Position { get; private set; } = position;

    public uint NextByte() => _table[Position++];

    /// <summary>LEB128: seven bits a byte, lowest first; the top bit says that more follow.</summary>
    public uint Next()
    {
        uint value = 0;
        int shift = 0;
        uint part;
        do
        {
            part = NextByte();
            value |= (part & 0x7F) << shift;
            shift += 7;
        }
        while (part >= 0x80);

        return value;
    }

    /// <summary>Zigzag: 0, -1, 1, -2 are 0, 1, 2, 3.</summary>
    public int NextSigned()
    {
        uint value = Next();
        return (int)(value >> 1) ^ -(int)(value & 1);
    }
}
