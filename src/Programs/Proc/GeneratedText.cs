using System;
using System.Runtime.CompilerServices;
using Osmosis.Programs.Files;

namespace Osmosis.Programs.Proc;

/// <summary>
/// Text that becomes the contents of a memory object. It is put together in pieces, so that its length needs no bound;
/// what there is no memory for is left out.
/// </summary>
/// <typeparam name="T">Where the object is.</typeparam>
/// <param name="machine">Where the object is.</param>
/// <param name="contents">The object, whose contents are replaced.</param>
internal ref struct GeneratedText<T>(T machine, uint contents)
    where T : struct, IFileMachine
{
    private const int PieceBytes = 128;
    private const int MostDigits = 20;

    private Piece _piece;
    private int _length;
    private ulong _at;

    public void Add(scoped ReadOnlySpan<byte> text)
    {
        foreach (byte value in text)
        {
            Add(value);
        }
    }

    public void Add(byte value)
    {
        _piece[_length++] = value;
        if (_length == PieceBytes)
        {
            Flush();
        }
    }

    /// <summary>A number in decimal, right-aligned.</summary>
    public void Add(ulong number, int width = 0)
    {
        Span<byte> digits = stackalloc byte[MostDigits];
        number.TryFormat(digits, out int length);
        for (int i = length; i < width; i++)
        {
            Add((byte)' ');
        }

        Add(digits.Slice(0, length));
    }

    /// <summary>A number in hexadecimal, with leading zeros.</summary>
    public void AddHex(uint number, int digits = 8)
    {
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        {
            Add("0123456789abcdef"u8[(int)(number >> shift) & 0xF]);
        }
    }

    /// <summary>A line as in meminfo: a name, and a number of KiB.</summary>
    public void AddSize(scoped ReadOnlySpan<byte> name, uint pages)
    {
        Add(name);
        for (int i = name.Length; i < 16; i++)
        {
            Add((byte)' ');
        }

        Add(pages * 4, width: 8);
        Add(" kB\n"u8);
    }

    /// <summary>Ends the text: the object has its length.</summary>
    public void Finish()
    {
        Flush();
        machine.SetObjectLength(contents, _at);
    }

    private void Flush()
    {
        _at += machine.WriteObject(contents, _at, ((ReadOnlySpan<byte>)_piece).Slice(0, _length));
        _length = 0;
    }

    [InlineArray(PieceBytes)]
    private struct Piece
    {
        private byte _first;
    }
}
