// Verdict: alive at line 17; 0 points
// Lab 7: paging is turned on, and the kernel doesn't notice. Fill in TurnOn; write as many methods beside it as you
// like.
using static Osmosis.Labs.Machine;
using Osmosis.Labs;

static class Startup
{
    const uint PageSize = 4096, SmallestWindow = 4 * PageSize;

    // Bits of an entry of either level, and the part of it that is an address.
    const uint Present = 1, Writable = 2, FrameMask = 0xFFFF_F000;

    /// Turns paging on, with the identity window. OutOfFrames: paging is off, and no frame is taken.
    public static Result TurnOn()
    {
        return Result.OutOfFrames;
    }
}
