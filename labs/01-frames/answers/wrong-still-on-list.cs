// Verdict: once at line 30; 40 points
// Lab 1: the frames of memory. Every frame has a word of the notes: not ours, taken, or the next one of the free list.
using static Osmosis.Labs.Machine;

static class Frames
{
    const uint FrameSize = 4096, FirstFrame = 0x0010_0000 / FrameSize, FrameCount = 0x0020_0000 / FrameSize;

    // What a frame's word says. Frames below 1 MiB are never ours, so that small numbers are free for this.
    const uint NotOurs = 0, Taken = 1, EndOfList = 2;

    /// Reads the memory map. It is the first call, and comes once.
    public static void Initialize()
    {
        Store(Head(), EndOfList);
        for (uint number = FrameCount - 1; number >= FirstFrame; number--)
        {
            if (IsUsable(number * FrameSize)) Push(number);
        }
    }

    /// Hands out a usable frame that nobody has. False, and 0, when there is none.
    public static bool TryAllocate(out uint frame)
    {
        frame = 0;
        uint number = Load(Head());
        if (number == EndOfList) return false;
        Store(WordOf(number), Taken);
        frame = number * FrameSize;
        return true;
    }

    /// Takes a frame back. False when it is not taken: nothing has changed.
    public static bool Free(uint frame)
    {
        uint number = frame / FrameSize;
        if (frame % FrameSize != 0 || number < FirstFrame || number >= FrameCount) return false;
        if (Load(WordOf(number)) != Taken) return false;
        Push(number);
        return true;
    }

    // Whether all of a frame is usable: a usable entry covers it, and no reserved one touches it.
    static bool IsUsable(uint frame)
    {
        if (frame < KernelEnd) return false;
        bool isCovered = false;
        for (uint entry = 0; entry < MemoryMapEntries; entry++)
        {
            MemoryMap(entry, out uint start, out uint bytes, out bool isUsable);
            ulong end = (ulong)start + bytes;
            if (isUsable && start <= frame && frame + FrameSize <= end) isCovered = true;
            if (!isUsable && bytes > 0 && start < frame + FrameSize && frame < end) return false;
        }

        return isCovered;
    }

    static void Push(uint number)
    {
        Store(WordOf(number), Load(Head()));
        Store(Head(), number);
    }

    // Frame 0 is never ours: its word holds the first of the free list.
    static uint Head() => Notes;

    static uint WordOf(uint number) => Notes + number * 4;
}
