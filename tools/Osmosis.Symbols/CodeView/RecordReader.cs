// Reads the fields of a CodeView record in order.
using System;
using System.Buffers.Binary;
using System.Text;

namespace Osmosis.Symbols.CodeView;

/// <summary>
/// Each record is { bytes that follow: 16 bits, kind: 16 bits, fields }. A number among the fields is a 16-bit value
/// below 0x8000, or states its own type.
/// </summary>
internal ref struct RecordReader(ReadOnlySpan<byte> bytes)
{
    private const ushort FirstTypedNumber = 0x8000;

    // Bytes from this value on give the length of the padding.
    private const byte Padding = 0xF0;

    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty || _rest[0] >= Padding;

    public readonly int Remaining => _rest.Length;

    /// <summary>Skips the next record and returns its fields.</summary>
    public RecordReader Record(out ushort kind)
    {
        RecordReader record = new(Take(Half()));
        kind = record.Half();
        return record;
    }

    public void SkipPadding()
    {
        while (!_rest.IsEmpty && _rest[0] >= Padding)
        {
            _rest = _rest[Math.Max(1, Math.Min(_rest[0] & 15, _rest.Length))..];
        }
    }

    public ushort Half() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

    public uint Word() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    public void Skip(int count) => Take(count);

    public string Text()
    {
        string text = Encoding.UTF8.GetString(_rest[.._rest.IndexOf((byte)0)]);
        Take(Encoding.UTF8.GetByteCount(text) + 1);
        return text;
    }

    /// <exception cref="SymbolException">The number's type is not an integer.</exception>
    public long Number()
    {
        ushort first = Half();
        return first < FirstTypedNumber ? first : first switch
        {
            0x8000 => (sbyte)Take(1)[0],
            0x8001 => (short)Half(),
            0x8002 => Half(),
            0x8003 => (int)Word(),
            0x8004 => Word(),
            0x8009 => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long))),
            0x800A => (long)BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong))),
            _ => throw new SymbolException($"debug information has a number of kind 0x{first:x}"),
        };
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
