using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Osmosis.Boot;

/// <summary>
/// A copy of one of the boot loader's texts: its first <see cref="Capacity"/> bytes, and whether there were more.
/// </summary>
public struct BootText
{
    /// <summary>Bytes kept. Boot loaders' command lines are shorter than 512 bytes.</summary>
    public const int Capacity = 1024;

    private Buffer _bytes;
    private int _length;
    private bool _truncated;

    /// <summary>Whether the text was longer than the bytes kept.</summary>
    public readonly bool IsTruncated => _truncated;

    /// <summary>The text, without a closing zero. Valid as long as this structure is.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Bytes => MemoryMarshal.CreateReadOnlySpan(in _bytes[0], _length);

    /// <summary>Appends a byte; when there is no room, marks the text as truncated.</summary>
    public void Append(byte value)
    {
        if (_length == Capacity)
        {
            _truncated = true;
            return;
        }

        _bytes[_length++] = value;
    }

    [InlineArray(Capacity)]
    private struct Buffer
    {
        private byte _byte;
    }
}
