// A queue of bytes from an interrupt handler to ordinary code.

using System;
using System.Runtime.CompilerServices;

namespace Osmosis.Kernel.Devices;

/// <summary>
/// One producer, in an interrupt handler, and one consumer, outside. Sound without a lock on one processor: only the producer
/// writes <c>_written</c> and only the consumer writes <c>_read</c>, each after the byte it counts. Both are single
/// volatile dwords, so neither side sees a half-written count or a count before its byte. The counts go up and wrap;
/// their difference is the number of bytes held.
/// </summary>
internal struct RingBuffer
{
    private const uint Capacity = 256;

    private Storage _bytes;
    private volatile uint _written;
    private volatile uint _read;
    private volatile uint _dropped;

    /// <summary>Bytes refused because the buffer was full.</summary>
    public readonly uint Dropped => _dropped;

    /// <summary>Producer: adds all the bytes, or drops and counts them all.</summary>
    public bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        uint written = _written;
        if (Capacity - (written - _read) < (uint)bytes.Length)
        {
            _dropped += (uint)bytes.Length;
            return false;
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            _bytes[(int)((written + (uint)i) % Capacity)] = bytes[i];
        }

        _written = written + (uint)bytes.Length;
        return true;
    }

    /// <summary>Consumer: takes the oldest byte.</summary>
    public bool TryRead(out byte value)
    {
        uint read = _read;
        if (read == _written)
        {
            value = 0;
            return false;
        }

        value = _bytes[(int)(read % Capacity)];
        _read = read + 1;
        return true;
    }

    [InlineArray((int)Capacity)]
    private struct Storage
    {
        private byte _first;
    }
}
