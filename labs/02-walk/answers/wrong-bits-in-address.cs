// Verdict: walk at line 16, resolve at line 25, rights at lines 33 and 39, reach at lines 24 and 46; 10 points
using static Osmosis.Labs.Machine;
using Osmosis.Labs;

static class Paging
{
    const uint Present = 1, Writable = 2, User = 4, FrameMask = 0xFFFF_F000;

    /// The physical address of a page's table entry. NotMapped: there is no table.
    public static Result EntryOf(uint page, out uint entryAddress)
    {
        entryAddress = 0;
        uint directoryEntry = Load(Directory + (page >> 22) * 4);
        if ((directoryEntry & Present) == 0) return Result.NotMapped;
        entryAddress = (directoryEntry & ~7u) + ((page >> 12) & 1023) * 4;
        return Result.Done;
    }

    /// The physical address behind any virtual one. NotMapped: there is none.
    public static Result Resolve(uint address, out uint physical)
    {
        physical = 0;
        if (EntryOf(address, out uint entryAddress) != Result.Done) return Result.NotMapped;
        uint entry = Load(entryAddress);
        if ((entry & Present) == 0) return Result.NotMapped;
        physical = (entry & FrameMask) | (address & ~FrameMask);
        return Result.Done;
    }

    /// Whether the kernel may write to a virtual address, with CR0.WP set.
    public static bool MayWrite(uint address)
    {
        return BothHave(address, Writable);
    }

    /// Whether a program may read a virtual address.
    public static bool MayProgramReach(uint address)
    {
        return BothHave(address, User);
    }

    // Whether an address is mapped, and the entries of both levels have the right.
    static bool BothHave(uint address, uint right)
    {
        if (EntryOf(address, out uint entryAddress) != Result.Done) return false;
        uint both = Load(Directory + (address >> 22) * 4) & Load(entryAddress);
        return (both & Present) != 0 && (both & right) != 0;
    }
}
