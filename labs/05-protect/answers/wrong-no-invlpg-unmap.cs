// Verdict: tlb at line 43; 85 points

// Lab 3 to 5: a page table of your own. Fill in the four methods; everything that you need to remember lies in the machine's memory.
using static Osmosis.Labs.Machine;
using Osmosis.Labs;

static class Paging
{
    const uint Present = 1, Writable = 2, FrameMask = 0xFFFFF000;

    /// Maps the page at a virtual address to the frame at a physical one. AlreadyMapped, OutOfFrames: nothing has changed.
    public static Result Map(uint page, uint frame, bool writable)
    {
        uint slot = Directory + (page >> 22) * 4;
        if ((Load(slot) & Present) == 0)
        {
            if (!TryAllocateFrame(out uint table)) return Result.OutOfFrames;
            for (uint i = 0; i < 4096; i += 4) Store(table + i, 0);
            Store(slot, table | Present | Writable);
        }

        uint entry = EntryOf(page);
        if ((Load(entry) & Present) != 0) return Result.AlreadyMapped;
        Store(entry, frame | Present | (writable ? Writable : 0));
        return Result.Done;
    }

    /// Takes a frame and maps the page to it, writable. AlreadyMapped, OutOfFrames: nothing has changed.
    public static Result MapNew(uint page)
    {
        if (IsMapped(page)) return Result.AlreadyMapped;
        if (!TryAllocateFrame(out uint frame)) return Result.OutOfFrames;
        Result result = Map(page, frame, writable: true);
        if (result != Result.Done) FreeFrame(frame);
        return result;
    }

    /// Removes a mapping (its frame is the caller's); a table that this leaves empty goes back. NotMapped: nothing has changed.
    public static Result Unmap(uint page)
    {
        if (!IsMapped(page)) return Result.NotMapped;
        uint slot = Directory + (page >> 22) * 4;
        uint table = Load(slot) & FrameMask;
        Store(EntryOf(page), 0);
        bool empty = true;
        for (uint i = 0; i < 4096 && empty; i += 4) empty = Load(table + i) == 0;
        if (empty) Store(slot, 0);
        if (empty) FreeFrame(table);
        return Result.Done;
    }

    /// Allows or forbids writes to a mapped page. NotMapped: nothing has changed.
    public static Result Protect(uint page, bool writable)
    {
        if (!IsMapped(page)) return Result.NotMapped;
        uint entry = EntryOf(page);
        Store(entry, writable ? Load(entry) | Writable : Load(entry) & ~Writable);
        InvalidatePage(page);
        return Result.Done;
    }

    /// The physical address behind any virtual one. NotMapped: there is none.
    public static Result Resolve(uint address, out uint physical)
    {
        physical = IsMapped(address) ? (Load(EntryOf(address)) & FrameMask) | (address & 0xFFF) : 0;
        return IsMapped(address) ? Result.Done : Result.NotMapped;
    }

    static bool IsMapped(uint page) => (Load(Directory + (page >> 22) * 4) & Present) != 0 && (Load(EntryOf(page)) & Present) != 0;

    static uint EntryOf(uint page) => (Load(Directory + (page >> 22) * 4) & FrameMask) + (page >> 12 & 1023) * 4;
}
