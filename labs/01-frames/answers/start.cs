// Verdict: all at line 22; 7 points
// Lab 1: the frames of memory. Fill in the three methods. What you have to remember lies in the machine's memory: in
// the frame at Notes, whose 1024 words are 0 at first, or in the free frames themselves.
using static Osmosis.Labs.Machine;

static class Frames
{
    const uint FrameSize = 4096;

    // Below 1 MiB are the firmware, the screen and your notes. Behind MemoryEnd is nothing, whatever the map says.
    const uint MemoryStart = 0x0010_0000, MemoryEnd = 0x0020_0000;

    /// Reads the memory map: MemoryMapEntries, MemoryMap, KernelEnd. It is the first call, and comes once.
    public static void Initialize()
    {
    }

    /// Hands out a usable frame that nobody has. False, and 0, when there is none.
    public static bool TryAllocate(out uint frame)
    {
        frame = 0;
        return false;
    }

    /// Takes a frame back. False when it is not taken: nothing has changed.
    public static bool Free(uint frame)
    {
        return false;
    }
}
