using System;
using System.Runtime.InteropServices;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Starting;

/// <summary>
/// Writes texts one behind the other into a new program's memory, and their addresses into a vector there. The way into
/// a program's memory is long: both are collected, in the buffers that calls share.
/// </summary>
/// <param name="space">The program's.</param>
/// <param name="texts">Where the next text goes.</param>
/// <param name="words">Where its address goes.</param>
internal struct TextWriter<T>(uint space, uint texts, uint words)
    where T : struct, IProgramMachine
{
    private uint _texts = texts;
    private uint _words = words;
    private int _textBytes;
    private int _wordCount;

    /// <summary>Where the next byte of a text goes.</summary>
    public readonly uint Texts => _texts + (uint)_textBytes;

    /// <summary>Where the next word goes.</summary>
    public readonly uint Words => _words + ((uint)_wordCount * sizeof(uint));

    /// <summary>Adds a piece of a text, of a page at most. False when no frame can be had.</summary>
    public bool TryAdd(ref Personality<T> system, ReadOnlySpan<byte> piece)
    {
        if (_textBytes + piece.Length > PageBuffer.Size && !TryWriteTexts(ref system))
        {
            return false;
        }

        piece.CopyTo(((Span<byte>)system.Page).Slice(_textBytes));
        _textBytes += piece.Length;
        return true;
    }

    /// <summary>Adds a word. False when no frame can be had.</summary>
    public bool TryAdd(ref Personality<T> system, uint word)
    {
        if (_wordCount == WordBuffer.Size && !TryWriteWords(ref system))
        {
            return false;
        }

        system.Words[_wordCount++] = word;
        return true;
    }

    /// <summary>Writes what is collected. False when no frame can be had.</summary>
    public bool TryWrite(ref Personality<T> system) => TryWriteTexts(ref system) && TryWriteWords(ref system);

    private bool TryWriteTexts(ref Personality<T> system)
    {
        ReadOnlySpan<byte> bytes = ((ReadOnlySpan<byte>)system.Page).Slice(0, _textBytes);
        bool isWritten = TryCopy(ref system, _texts, bytes);
        _texts += (uint)_textBytes;
        _textBytes = 0;
        return isWritten;
    }

    private bool TryWriteWords(ref Personality<T> system)
    {
        ReadOnlySpan<uint> words = ((ReadOnlySpan<uint>)system.Words).Slice(0, _wordCount);
        bool isWritten = TryCopy(ref system, _words, MemoryMarshal.AsBytes(words));
        _words += (uint)_wordCount * sizeof(uint);
        _wordCount = 0;
        return isWritten;
    }

    private readonly bool TryCopy(ref Personality<T> system, uint address, ReadOnlySpan<byte> bytes) =>
        system.Spaces.CopyOut(space, new VirtualAddress(address), bytes, out _) == SpaceError.None;
}
