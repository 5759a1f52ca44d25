using System;
using System.Runtime.InteropServices;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Starting;

/// <summary>
/// The texts of an execve: two vectors of addresses in the caller's memory, each ended by a 0. A vector that is 0
/// itself has no texts. They are copied from the old space to the new one, and never lie in the kernel as a whole. The
/// way into a program's memory is long: words and bytes are fetched many at a time, up to the end of their page.
/// </summary>
/// <param name="space">The caller's.</param>
/// <param name="arguments">The first vector.</param>
/// <param name="variables">The second one.</param>
/// <param name="words">Room for words that were fetched.</param>
/// <param name="bytes">Room for bytes.</param>
internal ref struct CallerTexts<T>(uint space, uint arguments, uint variables, Span<uint> words, Span<byte> bytes)
    : IStartTexts<T>
    where T : struct, IProgramMachine
{
    /// <summary>As on Linux: bytes of one text (MAX_ARG_STRLEN).</summary>
    private const uint LongestText = 128 << 10;

    private readonly Span<uint> _words = words;
    private readonly Span<byte> _bytes = bytes;
    private uint _wordsStart;
    private uint _wordCount;
    private uint _bytesStart;
    private uint _byteCount;

    public Errno Count(ref Personality<T> system, ref StartProgress progress)
    {
        ref TextSizes sizes = ref progress.Sizes;
        for (uint work = 0; progress.Stage < StartStage.Make && work < StartWork.InTurn; work += StartWork.OfText)
        {
            bool isVariable = progress.Stage == StartStage.CountVariables;
            uint vector = isVariable ? variables : arguments;
            ref uint count = ref isVariable ? ref sizes.Variables : ref sizes.Arguments;
            uint address = 0;
            if (vector != 0 && !TryFetchWord(ref system, vector + (count * sizeof(uint)), out address))
            {
                return Errno.EFAULT;
            }

            if (address == 0)
            {
                progress.Stage++;
                continue;
            }

            Errno error = LengthAt(ref system, address, out uint length);
            count++;
            sizes.Bytes += length;
            sizes.FirstBytes = sizes.Count == 1 ? length : sizes.FirstBytes;
            work += length;
            if (error != Errno.None || !StartStack.HasRoom(in sizes, sizes.Bytes))
            {
                return error != Errno.None ? error : Errno.E2BIG;
            }
        }

        return Errno.None;
    }

    // The caller's memory may have changed since its texts were counted: a process that shares it has run.
    public Errno Read(scoped ref Personality<T> system, scoped in TextSizes sizes, uint index, uint from,
        out ReadOnlySpan<byte> piece)
    {
        piece = default;
        uint at = index < sizes.Arguments
            ? arguments + (index * sizeof(uint))
            : variables + ((index - sizes.Arguments) * sizeof(uint));
        return TryFetchWord(ref system, at, out uint address) && address != 0
            && TryFetchBytes(ref system, address + from, out piece)
            ? Errno.None
            : Errno.EFAULT;
    }

    private Errno LengthAt(scoped ref Personality<T> system, uint address, out uint length)
    {
        length = 0;
        ReadOnlySpan<byte> piece;
        do
        {
            if (!TryFetchBytes(ref system, address + length, out piece))
            {
                return Errno.EFAULT;
            }

            length += (uint)piece.Length;
            if (length > LongestText)
            {
                return Errno.E2BIG;
            }
        }
        while (piece[^1] != 0);

        return Errno.None;
    }

    private bool TryFetchWord(scoped ref Personality<T> system, uint address, out uint word)
    {
        uint index = (address - _wordsStart) / sizeof(uint);
        if (index >= _wordCount)
        {
            uint inPage = (MemoryLayout.PageSize - (address & MemoryLayout.PageOffsetMask)) / sizeof(uint);
            _wordsStart = address;
            _wordCount = Math.Max(Math.Min(inPage, (uint)_words.Length), 1);
            index = 0;
            Span<byte> fetched = MemoryMarshal.AsBytes(_words.Slice(0, (int)_wordCount));
            if (system.Spaces.CopyIn(space, new VirtualAddress(address), fetched, out _) != SpaceError.None)
            {
                _wordCount = 0;
                word = 0;
                return false;
            }
        }

        word = _words[(int)index];
        return true;
    }

    private bool TryFetchBytes(scoped ref Personality<T> system, uint address, out ReadOnlySpan<byte> piece)
    {
        piece = default;
        uint index = address - _bytesStart;
        if (index >= _byteCount)
        {
            uint inPage = MemoryLayout.PageSize - (address & MemoryLayout.PageOffsetMask);
            _bytesStart = address;
            _byteCount = Math.Min(inPage, (uint)_bytes.Length);
            index = 0;
            Span<byte> fetched = _bytes.Slice(0, (int)_byteCount);
            if (system.Spaces.CopyIn(space, new VirtualAddress(address), fetched, out _) != SpaceError.None)
            {
                _byteCount = 0;
                return false;
            }
        }

        piece = _bytes.Slice((int)index, (int)(_byteCount - index));
        int end = piece.IndexOf((byte)0);
        piece = end < 0 ? piece : piece.Slice(0, end + 1);
        return true;
    }
}
