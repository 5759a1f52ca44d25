// A queue of bytes from an interrupt handler to ordinary code.

using System;
using System.Runtime.CompilerServices;

namespace Osmosis.Kernel.Devices;

/// <summary>
/// Interrupts are off whenever a method is called, so no lock is needed on one processor. Positions in the stream of
/// bytes count up and wrap; the difference of two positions is a number of bytes. Where bytes were lost, the stream
/// keeps the place, so that the reader learns which bytes lie next to a gap.
/// </summary>
internal struct RingBuffer
{
    /// <summary>How many bytes it holds.</summary>
    public const uint Capacity = 2048;

    private Storage _bytes;
    private uint _written;
    private uint _read;
    private uint _lost;
    private bool _hasGap;
    private uint _gapStart;
    private uint _gapEnd;

    /// <summary>Bytes held.</summary>
    public readonly uint Held => _written - _read;

    /// <summary>Bytes known to be lost since boot.</summary>
    public readonly uint Lost => _lost;

    /// <summary>Adds all the bytes; if they don't fit, none, and they are lost.</summary>
    public bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        if (Capacity - Held < (uint)bytes.Length)
        {
            NoteLoss((uint)bytes.Length);
            return false;
        }

        foreach (byte value in bytes)
        {
            _bytes[(int)(_written++ % Capacity)] = value;
        }

        return true;
    }

    /// <summary>
    /// Notes that bytes were lost at the present end of the stream, or somewhere up to the next <see cref="EndGap"/>.
    /// </summary>
    public void NoteLoss(uint bytes)
    {
        _lost += bytes;
        if (!_hasGap)
        {
            _hasGap = true;
            _gapStart = _written;
        }

        _gapEnd = _written;
    }

    /// <summary>
    /// The bytes lost last are at the latest missing here: between the last byte written and the next one.
    /// </summary>
    public void EndGap() => _gapEnd = _written;

    /// <summary>Takes the oldest byte.</summary>
    /// <param name="value">The byte.</param>
    /// <param name="isAtGap">Whether bytes may be missing right before it or after it.</param>
    public bool TryRead(out byte value, out bool isAtGap)
    {
        value = 0;
        isAtGap = false;
        if (_read == _written)
        {
            return false;
        }

        value = _bytes[(int)(_read % Capacity)];
        if (_hasGap)
        {
            isAtGap = _read - _gapStart <= _gapEnd - _gapStart;
            _hasGap = _read != _gapEnd;
        }

        _read++;
        return true;
    }

    /// <summary>
    /// Drops what was received up to the last byte of a value, that byte included; nothing if there is none.
    /// </summary>
    public void DropThrough(byte value)
    {
        for (uint position = _written; position != _read; position--)
        {
            if (_bytes[(int)((position - 1) % Capacity)] == value)
            {
                while (_read != position)
                {
                    TryRead(out _, out _);
                }

                return;
            }
        }
    }

    [InlineArray((int)Capacity)]
    private struct Storage
    {
        private byte _first;
    }
}
