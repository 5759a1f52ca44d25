using System;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Frames;

/// <summary>
/// A set of frame numbers as a tree of 32-bit words. A bit of an upper word is set exactly when the word below it is
/// not 0.
/// <code>
/// node 0              root      bit i: node      1 + i has a member    32,768 frames (128 MiB) a bit
/// nodes 1–32          groups    bit i of node n: node 32 n + 1 + i      1,024 frames (  4 MiB) a bit
/// nodes 33–1056       clusters  bit i of node n: node 32 n + 1 + i         32 frames (128 KiB) a bit
/// nodes 1057–33824    leaves    bit i of leaf l: frame 32 l + i         one frame a bit
/// </code>
/// The parent of node n is node (n - 1) / 32. The default value is the empty set. 135,304 bytes: pass it by reference.
/// </summary>
internal struct FrameTree
{
    /// <summary>Words that hold a bit a frame.</summary>
    public const uint LeafCount = MemoryLayout.FrameCount / 32;

    private const uint FirstCluster = 33;
    private const uint FirstLeaf = 1057;

    /// <summary>
    /// The number of the lowest leaf that has a member. In the empty set it is the number of any leaf.
    /// </summary>
    private uint _lowest;

    private Nodes _nodes;

    /// <summary>The members among frames 32 × <paramref name="leaf"/> and the 31 above it.</summary>
    public readonly uint this[uint leaf]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Unsafe.AsRef(in this).Node(FirstLeaf + leaf);
    }

    /// <summary>The leaves, for an observer of memory from outside (docs/SNAPSHOT.md).</summary>
    [UnscopedRef]
    public ref uint Leaves => ref Node(FirstLeaf);

    public readonly bool Contains(uint frame) => (this[frame >> 5] & (1u << (int)(frame & 31))) != 0;

    /// <summary>The lowest member. There must be one.</summary>
    public readonly uint Lowest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (_lowest << 5) + (uint)BitOperations.TrailingZeroCount(this[_lowest]);
    }

    /// <summary>Removes the lowest member. There must be one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RemoveLowest()
    {
        uint members = this[_lowest];
        members &= members - 1;
        Node(FirstLeaf + _lowest) = members;
        if (members == 0)
        {
            LeaveLowest();
        }
    }

    /// <summary>Adds a frame, which may be a member already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(uint frame)
    {
        uint leaf = frame >> 5;
        uint members = this[leaf];
        Node(FirstLeaf + leaf) = members | (1u << (int)(frame & 31));
        if (members == 0)
        {
            SetInParents(leaf);
        }
    }

    /// <summary>Adds frames first..last, both included.</summary>
    public void AddRange(uint first, uint last)
    {
        // The first word of each level.
        for (uint level = FirstLeaf; ; level >>= 5)
        {
            BitRange.Set(ref Node(level), first, last);
            if (level == 0)
            {
                FindLowest(0);
                return;
            }

            first >>= 5;
            last >>= 5;
        }
    }

    /// <summary>
    /// Removes those of frames first..last, both included, that are members; returns how many they were.
    /// </summary>
    public uint RemoveRange(uint first, uint last)
    {
        uint removed = 0;
        for (uint word = first >> 5; word <= last >> 5; word++)
        {
            uint members = this[word];
            uint leaving = members & BitRange.Mask(word, first, last);
            Node(FirstLeaf + word) = members ^ leaving;
            removed += (uint)BitOperations.PopCount(leaving);
            if (leaving != 0 && leaving == members)
            {
                ClearInParents(FirstLeaf + word);
            }
        }

        FindLowest(0);
        return removed;
    }

    /// <summary>
    /// Finds the lowest run of neighbouring members that starts at a multiple of <paramref name="alignment"/>, a power
    /// of two, and ends below frame <paramref name="end"/>. Looks once at each leaf that has members: at 32,768 at
    /// most.
    /// </summary>
    public readonly bool TryFindRun(uint frames, uint alignment, uint end, out uint first)
    {
        RunSearch search = new(frames, alignment);
        for (uint cluster = FirstCluster; cluster < FirstLeaf; cluster++)
        {
            for (uint bits = Unsafe.AsRef(in this).Node(cluster); bits != 0; bits &= bits - 1)
            {
                uint leaf = ((cluster - FirstCluster) << 5) + (uint)BitOperations.TrailingZeroCount(bits);
                if (search.TryFind(leaf, this[leaf], out first))
                {
                    return first + frames <= end;
                }
            }
        }

        first = default;
        return false;
    }

    /// <summary>
    /// Whether the set bits of the upper words are those above words that are not 0, and the lowest leaf is the one
    /// that has the lowest member. Looks at all 33,825 words.
    /// </summary>
    public readonly bool IsWhole()
    {
        ref FrameTree tree = ref Unsafe.AsRef(in this);
        for (uint node = 1; node < FirstLeaf + LeafCount; node++)
        {
            bool isSet = (tree.Node(Parent(node)) & BitInParent(node)) != 0;
            if (isSet != (tree.Node(node) != 0) || (isSet && node >= FirstLeaf && node < FirstLeaf + _lowest))
            {
                return false;
            }
        }

        return tree.Node(0) == 0 || this[_lowest] != 0;
    }

    private static uint Parent(uint node) => (node - 1) >> 5;

    private static uint BitInParent(uint node) => 1u << (int)((node - 1) & 31);

    /// <summary>The lowest leaf has lost its last member: the next one takes its place.</summary>
    private void LeaveLowest() => FindLowest(ClearInParents(FirstLeaf + _lowest));

    /// <summary>Finds the lowest leaf that has a member, from a node down below which it lies.</summary>
    private void FindLowest(uint node)
    {
        if (Node(node) == 0)
        {
            return;
        }

        while (node < FirstLeaf)
        {
            node = (node << 5) + 1 + (uint)BitOperations.TrailingZeroCount(Node(node));
        }

        _lowest = node - FirstLeaf;
    }

    /// <summary>
    /// A leaf has lost its last member. Returns the lowest node above it that still has one, or else the root.
    /// </summary>
    private uint ClearInParents(uint node)
    {
        while (node != 0 && Node(node) == 0)
        {
            Node(Parent(node)) &= ~BitInParent(node);
            node = Parent(node);
        }

        return node;
    }

    /// <summary>A leaf has got its first member.</summary>
    private void SetInParents(uint leaf)
    {
        _lowest = Node(0) == 0 ? leaf : Math.Min(_lowest, leaf);
        for (uint node = FirstLeaf + leaf; node != 0; node = Parent(node))
        {
            Node(Parent(node)) |= BitInParent(node);
        }
    }

    /// <summary>A word of the tree.</summary>
    [UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref uint Node(uint node)
    {
        // Sound: frame numbers are below 2^20, so leaves and their parents lie in the array. The array's own index
        // costs a call.
        return ref Unsafe.Add(ref Unsafe.As<Nodes, uint>(ref _nodes), (int)node);
    }

    [InlineArray((int)(FirstLeaf + LeafCount))]
    private struct Nodes
    {
        private uint _node;
    }
}
