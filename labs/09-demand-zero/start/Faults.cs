// Lab 9: pages on demand. A fault in a region is how a program asks for a page.
using static Osmosis.Labs.Machine;
using Osmosis.Labs;

static class Faults
{
    const uint Present = 1, Writable = 2, User = 4, FrameMask = 0xFFFFF000;

    /// A program's access to an address faulted. isWrite: it was a write.
    /// True: do the access again; the page is there now. False: the program is ended, and nothing has changed.
    public static bool OnFault(uint address, bool isWrite)
    {
        // TryFindRegion(address, out bool mayWrite) says whether the program may use the address.
        return false;
    }
}
