// 4 KiB of simulated memory that knows which of its bytes have been written.
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Osmosis.Simulation;

internal sealed class PhysicalFrame : StatePart
{
    public const int Size = 4096;

    private readonly byte[] _bytes;

    // Bit n of the array: byte n was written.
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

    /// <summary>Whether a page walk has read an entry here. A copy of such a frame counts as read, too.</summary>
    public bool IsWalked { get; set; }

    /// <summary>All 1024 words; only written ones have a meaning.</summary>
    public ReadOnlySpan<uint> Words => MemoryMarshal.Cast<byte, uint>(_bytes);

    public bool IsWhollyWritten => !_written.AsSpan().ContainsAnyExcept(ulong.MaxValue);

    public PhysicalFrame Copy() => new(Number, [.. _bytes], [.. _written]) { IsWalked = IsWalked };

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

    public void Write(int offset, ReadOnlySpan<byte> bytes)
    {
        NoteChange();
        bytes.CopyTo(_bytes.AsSpan(offset));
        MarkWritten(offset, bytes.Length);
    }

    /// <summary>False when one of the bytes was never written.</summary>
    public bool TryRead(int offset, Span<byte> bytes)
    {
        _bytes.AsSpan(offset, bytes.Length).CopyTo(bytes);
        return IsWritten(offset, bytes.Length);
    }

    /// <summary>Writes a word repeatedly, from an offset that is a multiple of 4.</summary>
    public void Fill(int offset, uint value, int words)
    {
        NoteChange();
        MemoryMarshal.Cast<byte, uint>(_bytes.AsSpan(offset, words * 4)).Fill(value);
        MarkWritten(offset, words * 4);
    }

    /// <summary>
    /// The number of words from an offset up that hold a value, before the first that doesn't. False when it read a
    /// word that was never written.
    /// </summary>
    public bool TryCountEqual(int offset, uint value, int words, out int equal)
    {
        int different = Words.Slice(offset >> 2, words).IndexOfAnyExcept(value);
        equal = different < 0 ? words : different;
        return IsWritten(offset, Math.Min(equal + 1, words) * 4);
    }

    private void MarkWritten(int offset, int bytes)
    {
        for (int end = offset + bytes; offset < end; offset = NextGroup(offset))
        {
            _written[offset >> 6] |= Mask(offset, end);
        }
    }

    private bool IsWritten(int offset, int bytes)
    {
        int end = offset + bytes;
        while (offset < end && (~_written[offset >> 6] & Mask(offset, end)) == 0)
        {
            offset = NextGroup(offset);
        }

        return offset >= end;
    }

    /// <summary>
    /// A mask of those of the 64 bytes around an offset that lie between it and <paramref name="end"/>, which is
    /// excluded.
    /// </summary>
    private static ulong Mask(int offset, int end)
    {
        ulong fromOffset = ulong.MaxValue << offset;
        return end >= NextGroup(offset) ? fromOffset : fromOffset & ~(ulong.MaxValue << end);
    }

    private static int NextGroup(int offset) => (offset | 63) + 1;

    /// <summary>A byte that was never written is 0 in the array, so that equal digests mean equal frames.</summary>
    protected override UInt128 ComputeDigest() => Hash<byte>(_bytes, Number) + Hash<ulong>(_written, Number);
}
