using System;
using System.Runtime.CompilerServices;

namespace Osmosis.Programs.Terminals;

/// <summary>
/// Bytes that a terminal has received and nobody has read: whole lines, and behind them the line that is being edited.
/// A line ends with a marked byte; the mark on a 0 is an end of file. Places are counted from the first byte ever, and
/// wrap at 2^32. As Linux's n_tty, it takes 4,096 bytes, of which the last is for a line's end.
/// </summary>
public struct InputQueue
{
    public const uint Capacity = 4096;

    private const uint Mask = Capacity - 1;
    private const byte EndOfFile = 0;

    private Ring _bytes;
    private Marks _ends;
    private uint _head;
    private uint _line;
    private uint _tail;


    /// <summary>Bytes in it, marks of an end of file included.</summary>
    public readonly uint Count => _head - _tail;

    /// <summary>Where the next byte goes.</summary>
    public readonly uint Head => _head;

    /// <summary>Where the line begins that is being edited.</summary>
    public readonly uint Line => _line;

    /// <summary>Whether there is a whole line to read.</summary>
    public readonly bool HasLine => _line != _tail;

    public readonly byte this[uint place] => _bytes[(int)(place & Mask)];

    public void Put(byte value)
    {
        _bytes[(int)(_head & Mask)] = value;
        _head++;
    }

    /// <summary>Ends the line.</summary>
    public void PutEnd(byte value)
    {
        Mark(_head, true);
        Put(value);
        _line = _head;
    }

    public void PutEndOfFile() => PutEnd(EndOfFile);

    /// <summary>Forgets what lies at a place and behind it.</summary>
    public void CutAt(uint place) => _head = place;

    public void Clear()
    {
        _ends = default;
        _head = 0;
        _line = 0;
        _tail = 0;
    }

    /// <summary>Lines begin or cease to count. What is there becomes one line, or loose bytes.</summary>
    public void Restart(bool hasLines)
    {
        _ends = default;
        _line = _tail;
        if (hasLines && Count != 0)
        {
            Mark(_head - 1, true);
            _line = _head;
        }
    }

    /// <summary>Takes up to so many bytes as there is room for, whatever lines they are in.</summary>
    public uint Take(Span<byte> bytes)
    {
        uint count = Math.Min(Count, (uint)bytes.Length);
        for (uint i = 0; i < count; i++)
        {
            bytes[(int)i] = this[_tail + i];
        }

        _tail += count;
        return count;
    }

    /// <summary>
    /// Takes a line, or so much of it as there is room for. An end of file isn't given out, and goes with the bytes
    /// before it. There is a line (<see cref="HasLine"/>), and room for a byte.
    /// </summary>
    public uint TakeLine(Span<byte> bytes)
    {
        uint count = 0;
        while (count < (uint)bytes.Length && HasLine)
        {
            byte value = this[_tail];
            bool isEnd = TakeMark();
            if (isEnd && value == EndOfFile)
            {
                return count;
            }

            bytes[(int)count++] = value;
            if (isEnd)
            {
                return count;
            }
        }

        if (HasLine && IsMarked(_tail) && this[_tail] == EndOfFile)
        {
            TakeMark();
        }

        return count;
    }

    /// <summary>Bytes of whole lines, without ends of file.</summary>
    public readonly uint CountOfLines()
    {
        uint count = 0;
        for (uint place = _tail; place != _line; place++)
        {
            count += IsMarked(place) && this[place] == EndOfFile ? 0u : 1;
        }

        return count;
    }

    private bool TakeMark()
    {
        bool isMarked = IsMarked(_tail);
        Mark(_tail, false);
        _tail++;
        return isMarked;
    }

    private readonly bool IsMarked(uint place) => (_ends[(int)((place & Mask) / 32)] & (1u << (int)(place % 32))) != 0;

    private void Mark(uint place, bool isEnd)
    {
        uint bit = 1u << (int)(place % 32);
        ref uint word = ref _ends[(int)((place & Mask) / 32)];
        word = isEnd ? word | bit : word & ~bit;
    }

    [InlineArray((int)Capacity)]
    private struct Ring
    {
        private byte _first;
    }

    [InlineArray((int)Capacity / 32)]
    private struct Marks
    {
        private uint _first;
    }
}
