namespace Osmosis.Memory.Frames;

/// <summary>
/// Where a frame allocator keeps its words. An observer of memory from outside reads them there (docs/SNAPSHOT.md).
/// </summary>
public readonly ref struct FrameWords
{
    /// <summary>The first of 32,768 words: bit i of word w is set when frame 32 w + i is free.</summary>
    public readonly ref uint Free;

    /// <summary>The first of 32,768 words: bit i of word w is set when frame 32 w + i is managed.</summary>
    public readonly ref uint Managed;

    /// <summary>How many frames are free.</summary>
    public readonly ref uint FreeCount;

    /// <summary>How many frames are managed.</summary>
    public readonly ref uint ManagedCount;

    /// <summary>How many frames of memory there are.</summary>
    public readonly ref uint Total;

    /// <summary>How often freeing was refused.</summary>
    public readonly ref uint RefusedFrees;

    internal FrameWords(ref uint free, ref uint managed, ref uint freeCount, ref uint managedCount, ref uint total,
        ref uint refusedFrees)
    {
        Free = ref free;
        Managed = ref managed;
        FreeCount = ref freeCount;
        ManagedCount = ref managedCount;
        Total = ref total;
        RefusedFrees = ref refusedFrees;
    }
}
