// Verdict: answers at lines 35 and 17; 85 points
// Lab 9: pages on demand. A fault in a region is how a program asks for a page.
using static Osmosis.Labs.Machine;
using Osmosis.Labs;

static class Faults
{
    const uint Present = 1, Writable = 2, User = 4, FrameMask = 0xFFFFF000;

    /// A program's access faulted. True: do the access again. False: the program is ended, and nothing has changed.
    public static bool OnFault(uint address, bool isWrite)
    {
        if (!TryFindRegion(address, out bool mayWrite)) return false;

        uint slot = Directory + (address >> 22) * 4;
        bool isNewTable = (Load(slot) & Present) == 0;
        if (!isNewTable && (Load(EntryOf(address)) & Present) != 0) return true;

        // Both frames are taken before anything changes.
        if (!TryAllocateFrame(out uint page)) return false;
        if (isNewTable)
        {
            if (!TryAllocateFrame(out uint table))
            {
                FreeFrame(page);
                return false;
            }

            Clear(table);
            Store(slot, table | User | Writable | Present);
        }

        Clear(page);
        Store(EntryOf(address), page | User | (mayWrite ? Writable : 0) | Present);
        return true;
    }

    static void Clear(uint frame)
    {
        for (uint i = 0; i < 4096; i += 4) Store(frame + i, 0);
    }

    static uint EntryOf(uint address)
    {
        uint table = Load(Directory + (address >> 22) * 4) & FrameMask;
        return table + (address >> 12 & 1023) * 4;
    }
}
