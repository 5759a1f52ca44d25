using System.Diagnostics.CodeAnalysis;

namespace Osmosis.Memory;

// Where the words are that say which frames are free: for an observer of memory from outside (docs/SNAPSHOT.md).
public partial struct FrameAllocator
{
    /// <summary>The free ones among the 32 frames of word <see cref="FreeWindowIndex"/>, which stand in no bitmap.</summary>
    [UnscopedRef]
    public readonly ref readonly uint FreeWindow => ref _free.Window;

    [UnscopedRef]
    public readonly ref readonly uint FreeWindowIndex => ref _free.WindowIndexWord;

    /// <summary>The two bitmaps of free frames, and of managed ones: see <see cref="FrameBits"/>.</summary>
    [UnscopedRef]
    public ref uint FreeUsed => ref _free.Words.Used(0);

    [UnscopedRef]
    public ref uint FreeMissing => ref _free.Words.Missing(0);

    [UnscopedRef]
    public ref uint ManagedUsed => ref _managed.Used(0);

    [UnscopedRef]
    public ref uint ManagedMissing => ref _managed.Missing(0);

    [UnscopedRef]
    public readonly ref readonly uint TotalFramesWord => ref _total;

    [UnscopedRef]
    public readonly ref readonly uint ManagedFramesWord => ref _managedCount;

    /// <summary>With <see cref="AboveLeastWord"/> added to it, which is signed, the frames that are free.</summary>
    [UnscopedRef]
    public readonly ref readonly uint LeastFreeWord => ref _leastFree;

    [UnscopedRef]
    public readonly ref readonly int AboveLeastWord => ref _aboveLeast;

    [UnscopedRef]
    public readonly ref readonly uint RefusedFreesWord => ref _refusedFrees;
}
