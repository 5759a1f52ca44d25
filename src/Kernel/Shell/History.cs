// The previous lines, newest first.

using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Osmosis.Kernel.Shell;

internal struct History
{
    private const int Capacity = 16;

    private Lines _lines;
    private int _next;
    private int _count;

    public readonly int Count => _count;

    /// <summary>Keeps a line unless it is empty or equals the previous one; the oldest line makes room.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || (_count > 0 && this[0].SequenceEqual(text)))
        {
            return;
        }

        _lines[_next].Set(text);
        _next = (_next + 1) % Capacity;
        _count = Math.Min(_count + 1, Capacity);
    }

    /// <param name="age">0 for the newest, below <see cref="Count"/>.</param>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> this[int age] => _lines[(_next - 1 - age + Capacity) % Capacity].Text;

    [InlineArray(Capacity)]
    private struct Lines
    {
        private LineBuffer _first;
    }
}
