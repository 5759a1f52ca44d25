using Osmosis.Labs;
using static Osmosis.Labs.Machine;

// A word a frame: 0 not mine, 1 free, 2 taken.
static class Frames
{
    public static void Initialize()
    {
        for (uint e = 0; e < MemoryMapEntries; e++)
        {
            MemoryMap(e, out uint start, out uint bytes, out bool isUsable);
            uint first = (start + 4095) / 4096, last = (start + bytes) / 4096;
            for (uint f = first; f < last; f++)
            {
                if (f < 256 || f >= 512 || f * 4096 < KernelEnd) continue;
                Store(Notes + f * 4, isUsable ? 1u : 0);
            }
        }
    }

    public static bool TryAllocate(out uint frame)
    {
        for (uint f = 256; f < 512; f++)
        {
            if (Load(Notes + f * 4) != 1) continue;
            Store(Notes + f * 4, 2);
            frame = f * 4096;
            return true;
        }

        frame = 0;
        return false;
    }

    public static bool Free(uint frame)
    {
        uint at = Notes + frame / 4096 * 4;
        if (frame / 4096 >= 512 || Load(at) != 2) return false;
        Store(at, 1);
        return true;
    }
}
