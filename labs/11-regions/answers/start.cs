// Verdict: answers at lines 15 and 21; 0 points
// Lab 11: a set of regions. It lies in the frame of your own at Notes, which is zero at first.
using static Osmosis.Labs.Machine;
using Osmosis.Labs;

static class Regions
{
    /// There are never more regions than these. What would need more is refused.
    const uint MostRegions = 3;

    /// Adds a region where none is. start: its first address, a multiple of 4096. offset: the page of a file that its
    /// first page shows. False: nothing has changed.
    public static bool Map(uint start, uint pages, bool writable, uint offset)
    {
        return false;
    }

    /// Removes what lies in a range, be it something or nothing. False: nothing has changed.
    public static bool Unmap(uint start, uint pages)
    {
        return false;
    }

    /// Sets the rights of a range that is wholly mapped. False: nothing has changed.
    public static bool Protect(uint start, uint pages, bool writable)
    {
        return false;
    }

    /// The region that has an address. False: none has.
    public static bool Find(uint address, out uint start, out uint pages, out bool writable, out uint offset)
    {
        start = pages = offset = 0;
        writable = false;
        return false;
    }
}
