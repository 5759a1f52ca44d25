// Which of the allocator's states a frame is in, and whether there is memory at all.

using Osmosis.Boot;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;

namespace Osmosis.Kernel.Diagnostics;

internal static class FrameUses
{
    /// <summary>
    /// Free, allocated, reserved (memory that is never handed out: the first MiB, the kernel, boot data, modules), or
    /// no memory. The first three together are all frames of memory that there are.
    /// </summary>
    public static FrameUse StateOf(Frame frame)
    {
        if (KernelMemory.Frames.IsFree(frame))
        {
            return FrameUse.Free;
        }

        if (KernelMemory.Frames.IsAllocated(frame))
        {
            return FrameUse.Allocated;
        }

        ref MemoryMap regions = ref KernelMemory.Boot.Map;
        for (int i = 0; i < regions.Count; i++)
        {
            if (regions[i].TryGetUsableFrames(out uint first, out uint last) && frame.Number >= first
                && frame.Number <= last)
            {
                return FrameUse.Reserved;
            }
        }

        return FrameUse.NoMemory;
    }
}
