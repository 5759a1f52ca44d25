using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Spaces;

/// <summary>A bit for each directory entry, which is below 1024.</summary>
internal struct TableSet
{
    private Words _words;

    /// <summary>The lowest member from this directory entry up; 1024 when there is none.</summary>
    public readonly uint From(uint directory)
    {
        uint word = directory >> 5;
        if (word == Words.Count)
        {
            return MemoryLayout.EntriesPerTable;
        }

        uint bits = Word(word) & (uint.MaxValue << (int)(directory & 31));
        while (bits == 0 && ++word < Words.Count)
        {
            bits = Word(word);
        }

        return bits == 0 ? MemoryLayout.EntriesPerTable : (word << 5) + (uint)BitOperations.TrailingZeroCount(bits);
    }

    /// <summary>Makes a directory entry a member, or none.</summary>
    public void Set(uint directory, bool isMember)
    {
        uint bit = 1u << (int)(directory & 31);
        ref uint word = ref WordRef(directory >> 5);
        word = isMember ? word | bit : word & ~bit;
    }

    private readonly uint Word(uint word) => Unsafe.AsRef(in this).WordRef(word);

    // Sound: a directory index is below 1024, so its word lies in the array. The array's own index costs a call.
    [UnscopedRef]
    private ref uint WordRef(uint word) => ref Unsafe.Add(ref Unsafe.As<Words, uint>(ref _words), (int)word);

    [InlineArray(Count)]
    private struct Words
    {
        public const int Count = 32;

        private uint _word;
    }
}
