using System.Runtime.InteropServices;

namespace Osmosis.Memory.Heap;

/// <summary>
/// How much a heap block carries beside its payload. The heap is compiled once for each format, so that the plain one pays nothing for what
/// the checked one does.
/// </summary>
public interface IBlockFormat
{
    /// <summary>Whether headers are sealed, ends marked and freed memory filled (H5).</summary>
    static abstract bool IsChecked { get; }

    /// <summary>Bytes in front of the payload; also the size of the structure that implements this.</summary>
    static abstract uint HeaderBytes { get; }

    /// <summary>The least bytes after the payload.</summary>
    static abstract uint TrailerBytes { get; }

    /// <summary>What the links of free blocks are mixed with.</summary>
    static abstract uint LinkKey { get; }
}

/// <summary>4 bytes a block. A double free is found while the block is not merged; nothing else is.</summary>
[StructLayout(LayoutKind.Sequential, Size = 4)]
public readonly struct PlainBlocks : IBlockFormat
{
    public static bool IsChecked => false;

    public static uint HeaderBytes => 4;

    public static uint TrailerBytes => 0;

    public static uint LinkKey => 0;
}

/// <summary>
/// 24 bytes a block, at least. Everything that can be done wrong with a pointer is found when the block is freed, when its memory is
/// handed out again, or by a whole-heap check.
/// <code>
/// block ─▶ +0  header: size and state
///          +4  seal: a mix of the boot secret, the block's address and the four other words
///          +8  bytes asked for (bits 21–0), mark in force when it was allocated (bits 31–22)
///          +12 code address that allocated the block
///          +16 code address that freed it; the secret while it is not free, so that a write below the payload is seen
/// pointer ▶+20 payload                          (free: links, then the fill pattern, then the footer)
///              end mark: bytes of the secret up to the end of the block, 4 at least
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 20)]
public readonly struct CheckedBlocks : IBlockFormat
{
    /// <summary>What free memory is filled with: as a pointer it lies where nothing is mapped, as a number it is easy to recognise.</summary>
    internal const uint FreePattern = 0xF4EEF4EE;

    public static bool IsChecked => true;

    public static uint HeaderBytes => 20;

    public static uint TrailerBytes => 4;

    /// <summary>Neither a 0 nor an address that a stray write leaves in free memory is a link.</summary>
    public static uint LinkKey => FreePattern;
}
