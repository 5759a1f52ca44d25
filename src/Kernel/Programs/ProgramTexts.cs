using System;
using Osmosis.Programs.Starting;

namespace Osmosis.Kernel.Programs;

/// <summary>
/// The texts that a program started by the monitor gets: its words, and Linux's environment of the first process.
/// </summary>
/// <param name="buffer">Where they are put together.</param>
internal ref struct ProgramTexts(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _length;
    private uint _arguments;

    /// <summary>Adds an argument. False when it doesn't fit.</summary>
    public bool TryAdd(ReadOnlySpan<byte> word)
    {
        _arguments++;
        return TryAppend(word);
    }

    /// <summary>Ends with the environment. False when it doesn't fit.</summary>
    public bool TryFinish(out GivenTexts texts)
    {
        bool isDone = TryAppend("HOME=/"u8) && TryAppend("TERM=linux"u8);
        texts = new GivenTexts(_buffer.Slice(0, _length), _arguments, 2);
        return isDone;
    }

    private bool TryAppend(ReadOnlySpan<byte> text)
    {
        if (_length + text.Length + 1 > _buffer.Length)
        {
            return false;
        }

        text.CopyTo(_buffer.Slice(_length));
        _length += text.Length;
        _buffer[_length++] = 0;
        return true;
    }
}
