// One line of text with a cursor in it.

using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Osmosis.Kernel.Shell;

/// <summary>A prompt and a full line fit in one row of the screen, so editing never wraps.</summary>
internal struct LineBuffer
{
    public const int Capacity = 70;

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

    /// <summary>Puts a character at the cursor; false if the line is full.</summary>
    public bool TryInsert(byte value)
    {
        if (_length == Capacity)
        {
            return false;
        }

        Span<byte> bytes = _bytes;
        bytes[_cursor.._length].CopyTo(bytes[(_cursor + 1)..]);
        bytes[_cursor] = value;
        _cursor++;
        _length++;
        return true;
    }

    /// <summary>Removes the characters from <paramref name="start"/> up to <paramref name="end"/>; the cursor goes to the start.</summary>
    public void Remove(int start, int end)
    {
        Span<byte> bytes = _bytes;
        bytes[end.._length].CopyTo(bytes[start..]);
        _length -= end - start;
        _cursor = start;
    }

    public bool TryMove(int distance)
    {
        int target = _cursor + distance;
        if (target < 0 || target > _length)
        {
            return false;
        }

        _cursor = target;
        return true;
    }

    /// <summary>Replaces the line; the cursor goes to its end.</summary>
    public void Set(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_bytes);
        _length = text.Length;
        _cursor = text.Length;
    }

    [InlineArray(Capacity)]
    private struct Storage
    {
        private byte _first;
    }
}
