namespace Osmosis.Memory.Spaces;

/// <summary>
/// What files and shared memory are made of (S8): a length, and pages by number, each in memory once. It lives as long
/// as a region shows it or somebody else holds it.
/// </summary>
public struct MemoryObject : IRecord
{
    /// <summary>Regions that show it, and others who hold it.</summary>
    public uint References;

    /// <summary>Regions among them.</summary>
    public uint Regions;

    /// <summary>In bytes.</summary>
    public ulong Length;

    /// <summary>Pages that are in memory.</summary>
    public uint Resident;

    /// <summary>
    /// Where its pages come from, as <see cref="ISpaceMachine.TryFill"/> has it; 0 when they start as zeros.
    /// </summary>
    public uint Source;

    /// <summary>
    /// Bytes that come from the source, from the object's first on. What lies behind them starts as zeros: a shorter
    /// length takes some away for good, a larger one adds none.
    /// </summary>
    public uint SourceBytes;

    /// <summary>The frame of one of its pages, from which the others are reached; 0 when none is in memory.</summary>
    internal uint FirstFrame;

    public uint NextFree
    {
        readonly get => FirstFrame;
        set => FirstFrame = value;
    }

    /// <summary>Whether a page has bytes that come from the source.</summary>
    public readonly bool HasSource(uint page) => ((ulong)page << MemoryLayout.PageShift) < SourceBytes;

    /// <summary>Pages that its bytes take.</summary>
    public readonly uint Pages => (uint)((Length + MemoryLayout.PageOffsetMask) >> MemoryLayout.PageShift);
}
