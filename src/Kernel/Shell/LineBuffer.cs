// One line of text with a cursor in it.

using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Osmosis.Kernel.Shell;

/// <summary>Well-formed UTF-8. All positions are between characters, counted in bytes.</summary>
internal struct LineBuffer
{
    /// <summary>How many bytes it holds.</summary>
    public const int Capacity = 4096;

    private Storage _bytes;
    private int _length;
    private int _cursor;

    public readonly int Length => _length;

    /// <summary>Where the next character goes: 0 to <see cref="Length"/>.</summary>
    public readonly int Cursor => _cursor;

    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Text => ((ReadOnlySpan<byte>)_bytes)[.._length];

    /// <summary>The text before the cursor.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> BeforeCursor => Text[.._cursor];

    /// <summary>The text from the cursor on.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> AfterCursor => Text[_cursor..];

    /// <summary>Puts text at the cursor; false if it has no room.</summary>
    public bool TryInsert(ReadOnlySpan<byte> text)
    {
        if (text.Length > Capacity - _length)
        {
            return false;
        }

        Span<byte> bytes = _bytes;
        bytes[_cursor.._length].CopyTo(bytes[(_cursor + text.Length)..]);
        text.CopyTo(bytes[_cursor..]);
        _cursor += text.Length;
        _length += text.Length;
        return true;
    }

    /// <summary>
    /// Removes the characters from <paramref name="start"/> up to <paramref name="end"/>; the cursor goes to the start.
    /// </summary>
    public void Remove(int start, int end)
    {
        Span<byte> bytes = _bytes;
        bytes[end.._length].CopyTo(bytes[start..]);
        _length -= end - start;
        _cursor = start;
    }

    public void MoveTo(int position) => _cursor = position;

    /// <summary>Replaces the line; the cursor goes to its end.</summary>
    public void Set(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_bytes);
        _length = text.Length;
        _cursor = text.Length;
    }

    /// <summary>The position one character before another; 0 stays.</summary>
    public readonly int Before(int position)
    {
        do
        {
            position = Math.Max(position - 1, 0);
        }
        while (position > 0 && (_bytes[position] & 0xC0) == 0x80);
        return position;
    }

    /// <summary>The position one character after another; the end stays.</summary>
    public readonly int After(int position)
    {
        do
        {
            position = Math.Min(position + 1, _length);
        }
        while (position < _length && (_bytes[position] & 0xC0) == 0x80);
        return position;
    }

    /// <summary>The start of the word before the cursor: blanks, then what is none.</summary>
    public readonly int WordStart()
    {
        int start = _cursor;
        for (; start > 0 && _bytes[start - 1] == ' '; start--)
        {
        }

        for (; start > 0 && _bytes[start - 1] != ' '; start--)
        {
        }

        return start;
    }

    /// <summary>The end of the word after the cursor.</summary>
    public readonly int WordEnd()
    {
        int end = _cursor;
        for (; end < _length && _bytes[end] == ' '; end++)
        {
        }

        for (; end < _length && _bytes[end] != ' '; end++)
        {
        }

        return end;
    }

    [InlineArray(Capacity)]
    private struct Storage
    {
        private byte _first;
    }
}
