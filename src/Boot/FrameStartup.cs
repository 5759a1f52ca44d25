using Osmosis.Memory;
using Osmosis.Memory.Frames;

namespace Osmosis.Boot;

/// <summary>Starts the frame allocator from the boot loader's memory map.</summary>
public static class FrameStartup
{
    /// <summary>
    /// Makes the usable frames of <paramref name="map"/> free, except the first MiB and every range of
    /// <paramref name="reserved"/> (F1, F2). Call it once, on the default value.
    /// </summary>
    public static void Initialise(this ref FrameAllocator frames, ref readonly MemoryMap map,
        ref readonly ReservedRanges reserved)
    {
        for (int i = 0; i < map.Count; i++)
        {
            if (map[i].TryGetUsableFrames(out uint first, out uint last))
            {
                frames.AddUsable(first, last);
            }
        }

        frames.Reserve(0, (MemoryLayout.LowMemoryEnd >> MemoryLayout.PageShift) - 1);
        for (int i = 0; i < reserved.Count; i++)
        {
            frames.Reserve(reserved[i].FirstFrame, reserved[i].LastFrame);
        }
    }
}
