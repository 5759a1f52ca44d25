// 4 KiB of simulated memory that knows which of its bytes were ever written.
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Osmosis.Simulation;

internal sealed class PhysicalFrame : StatePart
{
    public const int Size = 4096;

    private readonly byte[] _bytes;

    // Bit n of the whole: byte n was written.
    private readonly ulong[] _written;

    public PhysicalFrame(uint number)
        : this(number, new byte[Size], new ulong[Size / 64])
    {
    }

    private PhysicalFrame(uint number, byte[] bytes, ulong[] written)
    {
        Number = number;
        _bytes = bytes;
        _written = written;
    }

    public uint Number { get; }

    /// <summary>All 1024 words; only those that were written mean something.</summary>
    public ReadOnlySpan<uint> Words => MemoryMarshal.Cast<byte, uint>(_bytes);

    public bool IsWhollyWritten => !_written.AsSpan().ContainsAnyExcept(ulong.MaxValue);

    public PhysicalFrame Copy() => new(Number, [.. _bytes], [.. _written]);

    public bool TryReadByte(int offset, out byte value)
    {
        value = _bytes[offset];
        return ((_written[offset >> 6] >> offset) & 1) != 0;
    }

    /// <summary>A word at an offset that is a multiple of 4. False when one of its bytes was never written.</summary>
    public bool TryReadWord(int offset, out uint value)
    {
        value = BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(offset));
        return ((_written[offset >> 6] >> offset) & 0xF) == 0xF;
    }

    public void WriteByte(int offset, byte value)
    {
        NoteChange();
        _bytes[offset] = value;
        _written[offset >> 6] |= 1UL << offset;
    }

    /// <summary>A word at an offset that is a multiple of 4.</summary>
    public void WriteWord(int offset, uint value)
    {
        NoteChange();
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(offset), value);
        _written[offset >> 6] |= 0xFUL << offset;
    }

    /// <summary>A byte that was never written is 0 in the array, so that equal digests mean equal frames.</summary>
    protected override UInt128 ComputeDigest() => Hash<byte>(_bytes, Number) + Hash<ulong>(_written, Number);
}
