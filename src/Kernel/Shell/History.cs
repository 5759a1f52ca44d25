// The previous lines, newest first.

using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Osmosis.Kernel.Shell;

/// <summary>
/// Lines lie one behind the other, each followed by its length in two bytes; the oldest make room for a new one. So 16
/// KiB hold 200 lines of 80 bytes, or four of the longest.
/// </summary>
internal struct History
{
    /// <summary>The most lines it keeps.</summary>
    public const int MaximumCount = 200;

    private const int Capacity = 16 * 1024;
    private const int LengthBytes = 2;

    private Storage _bytes;
    private int _used;
    private int _count;

    public readonly int Count => _count;

    /// <summary>Keeps a line unless it is empty or equals the previous one.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || (_count > 0 && this[0].SequenceEqual(text)))
        {
            return;
        }

        MakeRoom(text.Length + LengthBytes);
        Span<byte> bytes = _bytes;
        text.CopyTo(bytes[_used..]);
        _used += text.Length + LengthBytes;
        bytes[_used - 2] = (byte)text.Length;
        bytes[_used - 1] = (byte)(text.Length >> 8);
        _count++;
    }

    /// <param name="age">0 for the newest, below <see cref="Count"/>.</param>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> this[int age]
    {
        get
        {
            int end = _used;
            for (; age > 0; age--)
            {
                end -= LengthBytes + LengthBefore(end);
            }

            return ((ReadOnlySpan<byte>)_bytes).Slice(end - LengthBytes - LengthBefore(end), LengthBefore(end));
        }
    }

    /// <summary>Drops as many of the oldest lines as must go.</summary>
    private void MakeRoom(int bytes)
    {
        int kept = 0;
        int start = _used;
        while (kept < Math.Min(_count, MaximumCount - 1))
        {
            int next = start - LengthBytes - LengthBefore(start);
            if (_used - next > Capacity - bytes)
            {
                break;
            }

            start = next;
            kept++;
        }

        Span<byte> all = _bytes;
        all[start.._used].CopyTo(all);
        _used -= start;
        _count = kept;
    }

    private readonly int LengthBefore(int end) => _bytes[end - 2] | (_bytes[end - 1] << 8);

    [InlineArray(Capacity)]
    private struct Storage
    {
        private byte _first;
    }
}
