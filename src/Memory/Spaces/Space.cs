using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Spaces;

/// <summary>
/// One address space (S1): its directory, its regions, and which tables it has. A space that was released keeps its directory,
/// whose program's part is then 0, for the next that takes the record.
/// </summary>
public struct Space : IRecord
{
    /// <summary>The directory's frame; 0 before the record was ever used.</summary>
    internal Frame Directory;

    /// <summary>Where the directory is seen in the kernel's part.</summary>
    internal uint DirectoryAddress;

    /// <summary>The root of the regions' tree.</summary>
    internal uint Root;

    /// <summary>The directory entries of the program's part that are present.</summary>
    internal TableSet Tables;

    /// <summary>How many regions there are.</summary>
    public uint Regions;

    /// <summary>Pages of all regions.</summary>
    public uint Pages;

    /// <summary>Private pages that may be written: so many frames the space may need one day (S9).</summary>
    public uint Promised;

    /// <summary>Page number where the break's region starts, and the address up to which the program has it.</summary>
    public uint BreakStart;
    public uint Break;

    /// <summary>Pages that a stack may have, itself included.</summary>
    public uint StackLimit;

    /// <summary>Whether the space is in use.</summary>
    public bool IsTaken;

    public uint NextFree
    {
        readonly get => Root;
        set => Root = value;
    }
}

/// <summary>A bit for each directory entry. Fork and exit walk it, in place of regions or entries.</summary>
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
