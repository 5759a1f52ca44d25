using System;

namespace Osmosis.Memory.Spaces;

/// <summary>
/// What a program may do with memory. On the i386 whatever may be written or executed may be read too.
/// </summary>
[Flags]
public enum Rights : byte
{
    None = 0,
    Read = 1,
    Write = 2,
    Execute = 4,
    All = Read | Write | Execute,
}

/// <summary>How a region's pages are made and who sees changes of them.</summary>
[Flags]
public enum RegionFlags : byte
{
    /// <summary>Private: what is written is seen by this space alone.</summary>
    None = 0,

    /// <summary>Writes reach the object, and so everybody who maps it.</summary>
    Shared = 1,

    /// <summary>A stack: a touch below it makes it larger.</summary>
    GrowsDown = 2,
}

/// <summary>
/// Neighbouring pages of a space that are alike (S2). Its record is a node of the space's tree, which is ordered by the
/// first page. 40 bytes. No end is kept as an address: the last page may be the last of all.
/// </summary>
public struct Region : IRecord
{
    /// <summary>Number of the first page.</summary>
    public uint First;

    /// <summary>How many pages; never 0.</summary>
    public uint Pages;

    /// <summary>The object whose pages the region shows; 0 for anonymous memory, whose pages start as zeros.</summary>
    public uint Object;

    /// <summary>The object's page that the first page shows; 0 for anonymous memory.</summary>
    public uint Offset;

    /// <summary>What the program may do.</summary>
    public Rights Rights;

    /// <summary>What the program may ask to be allowed later.</summary>
    public Rights MayHave;

    public RegionFlags Flags;

    internal byte Height;
    internal uint Left;
    internal uint Right;
    internal uint LowestOfAll;
    internal uint EndOfAll;
    internal uint LargestGap;

    public uint NextFree
    {
        readonly get => Left;
        set => Left = value;
    }

    /// <summary>Number of the page behind the last one.</summary>
    public readonly uint End => First + Pages;

    public readonly bool IsShared => (Flags & RegionFlags.Shared) != 0;

    public readonly bool GrowsDown => (Flags & RegionFlags.GrowsDown) != 0;

    /// <summary>Whether each page may need a frame of the space's own one day (S9).</summary>
    public readonly bool IsPromised => !IsShared && (Rights & Rights.Write) != 0;

    /// <summary>The object's page that a page of this region shows.</summary>
    public readonly uint ObjectPage(uint page) => Offset + (page - First);

    /// <summary>The part of this region from a page up.</summary>
    public readonly Region From(uint page)
    {
        Region part = this;
        part.First = page;
        part.Pages = End - page;
        part.Offset = Object == 0 ? 0 : ObjectPage(page);
        return part;
    }

    public readonly bool Contains(uint page) => page - First < Pages;

    /// <summary>Whether a region that starts where this one ends could be the rest of it.</summary>
    public readonly bool GoesOnIn(in Region next) =>
        End == next.First && Object == next.Object && Rights == next.Rights && MayHave == next.MayHave
        && Flags == next.Flags
        && (Object == 0 || Offset + Pages == next.Offset);
}
