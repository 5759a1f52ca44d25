// What blocks of each format measure, worked out from the layout that the format documents.
namespace Osmosis.Memory.Tests.HeapTests;

/// <summary>Sizes in bytes. The core has its own computation: this is the second opinion.</summary>
public static class BlockSizes<TFormat>
    where TFormat : struct, IBlockFormat
{
    /// <summary>Bytes below the first block, and at the end of what is mapped, that no block has.</summary>
    public const uint Pad = 4;

    /// <summary>In front of every payload.</summary>
    public static uint Header => TFormat.HeaderBytes;

    /// <summary>What a block takes beside its payload, at least.</summary>
    public static uint Overhead => TFormat.OverheadBytes;

    /// <summary>Of the window or a page, what a single allocation can't have.</summary>
    public static uint HeapOverhead => Pad + Overhead + Pad;

    /// <summary>Header, two links and a footer, rounded up to 8.</summary>
    public static uint Smallest => TFormat.IsChecked ? 32u : 16;

    /// <summary>What links in free blocks are mixed with.</summary>
    public static uint LinkKey => TFormat.IsChecked ? 0xF4EE_F4EE : 0;

    /// <summary>The most bytes that can be asked for to get a block of <paramref name="size"/> bytes.</summary>
    public static uint Payload(uint size) => size - Overhead;

    /// <summary>The block that an allocation needs.</summary>
    public static uint For(uint bytes) => Math.Max(Smallest, (bytes + Overhead + 7) & ~7u);
}
