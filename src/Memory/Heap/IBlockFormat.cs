namespace Osmosis.Memory.Heap;

/// <summary>
/// What a heap block carries beside its payload: <see cref="HeapBlocks{TMachine, TFormat}"/> reads and writes it. The
/// heap is compiled once for each format, so that the plain one pays nothing for what the checked one does.
/// </summary>
public interface IBlockFormat
{
    /// <summary>Whether headers are sealed, ends guarded and freed memory poisoned (H5).</summary>
    static abstract bool IsChecked { get; }
    /// <summary>Bytes in front of the payload.</summary>
    static abstract uint HeaderBytes { get; }
    /// <summary>Bytes beside the payload, at least.</summary>
    static abstract uint OverheadBytes { get; }
    /// <summary>Bytes of the smallest block: a free one holds a header, two links and a footer.</summary>
    static abstract uint SmallestBlock { get; }
    /// <summary>What the links of free blocks are XORed with.</summary>
    static abstract uint LinkKey { get; }
}

/// <summary>4 bytes a block. A double free is found while the block is not merged; nothing else is.</summary>
public readonly struct PlainBlocks : IBlockFormat
{
    public static bool IsChecked => false;
    public static uint HeaderBytes => 4;
    public static uint OverheadBytes => 4;
    public static uint SmallestBlock => 16;
    public static uint LinkKey => 0;
}

/// <summary>
/// 24 bytes a block, at least. Everything that can be done wrong with a pointer is found when the block is freed, when
/// its memory is handed out again, or by a whole-heap check.
/// <code>
/// block ─▶ +0  header: size and state
///          +4  seal: a mix of the salt, the block's address and the four other words
///          +8  bytes asked for (bits 21–0), mark in force when it was allocated (bits 31–22)
///          +12 code address that allocated the block
///          +16 code address that freed it; 0 while it is not free
/// pointer ▶+20 payload                          (free: links, then poison, then the footer)
///              redzone: bytes of the salt up to the end of the block, 4 at least
/// </code>
/// </summary>
public readonly struct CheckedBlocks : IBlockFormat
{
    /// <summary>
    /// Free memory is filled with it. As a pointer it leads to where nothing is mapped; a person recognises it.
    /// </summary>
    internal const uint Poison = 0xF4EEF4EE;

    internal const uint SealOffset = 4;
    internal const uint RequestOffset = 8;
    internal const uint AllocatedByOffset = 12;
    internal const uint FreedByOffset = 16;

    /// <summary>Bytes at the start of a free block that are not poisoned: header and links.</summary>
    internal const uint PoisonOffset = 28;
    internal const int MarkShift = 22;
    internal const uint RequestMask = (1u << MarkShift) - 1;
    public static bool IsChecked => true;
    public static uint HeaderBytes => 20;
    public static uint OverheadBytes => 24;
    public static uint SmallestBlock => 32;

    /// <summary>Neither a 0 nor an address that a stray write leaves in free memory is a link.</summary>
    public static uint LinkKey => Poison;
}
