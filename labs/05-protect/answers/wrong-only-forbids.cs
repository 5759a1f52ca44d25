// Verdict: tables at line 112; 74 points
using Osmosis.Labs;
using static Osmosis.Labs.Machine;

/// <summary>Labs 3 to 5: a page table of your own.</summary>
static class Paging
{
    /// <summary>Bit 0 of an entry, P.</summary>
    const uint Present = 1;

    /// <summary>Bit 1 of an entry, W.</summary>
    const uint Writable = 2;

    /// <summary>Bits 31..12 of an entry: the physical address of a frame.</summary>
    const uint FrameMask = 0xFFFFF000;

    /// <summary>
    /// Maps the page at a virtual address to the frame at a physical one. Both are multiples of 4096.
    /// AlreadyMapped: the page has a mapping, which stays. OutOfFrames: the page needs a table, and there is no frame.
    /// Either changes nothing.
    /// </summary>
    public static Result Map(uint page, uint frame, bool writable)
    {
        uint slot = SlotOf(page);
        if ((Load(slot) & Present) == 0)
        {
            if (!TryAllocateFrame(out uint table))
            {
                return Result.OutOfFrames;
            }

            for (uint offset = 0; offset < 4096; offset += 4)
            {
                Store(table + offset, 0);
            }

            Store(slot, table | Present | Writable);
        }

        uint entry = EntryOf(page);
        if ((Load(entry) & Present) != 0)
        {
            return Result.AlreadyMapped;
        }

        Store(entry, frame | Present | (writable ? Writable : 0));
        return Result.Done;
    }

    /// <summary>
    /// Takes a frame and maps the page to it, writable. AlreadyMapped, OutOfFrames: nothing has changed.
    /// </summary>
    public static Result MapNew(uint page)
    {
        if (IsMapped(page))
        {
            return Result.AlreadyMapped;
        }

        if (!TryAllocateFrame(out uint frame))
        {
            return Result.OutOfFrames;
        }

        Result result = Map(page, frame, writable: true);
        if (result != Result.Done)
        {
            FreeFrame(frame);
        }

        return result;
    }

    /// <summary>
    /// Removes the mapping of a page. The frame is the caller's, who gives it back. A table that this leaves empty is
    /// given back here. NotMapped: nothing has changed.
    /// </summary>
    public static Result Unmap(uint page)
    {
        if (!IsMapped(page))
        {
            return Result.NotMapped;
        }

        uint slot = SlotOf(page);
        uint table = Load(slot) & FrameMask;
        Store(EntryOf(page), 0);
        bool isEmpty = IsEmpty(table);
        if (isEmpty)
        {
            Store(slot, 0);
        }

        InvalidatePage(page);
        if (isEmpty)
        {
            FreeFrame(table);
        }

        return Result.Done;
    }

    /// <summary>Allows writes to a mapped page, or forbids them. NotMapped: nothing has changed.</summary>
    public static Result Protect(uint page, bool writable)
    {
        if (!IsMapped(page))
        {
            return Result.NotMapped;
        }

        uint entry = EntryOf(page);
        Store(entry, Load(entry) & ~Writable);
        InvalidatePage(page);
        return Result.Done;
    }

    /// <summary>
    /// The physical address behind any virtual one, the offset inside the page included. NotMapped: there is none.
    /// </summary>
    public static Result Resolve(uint address, out uint physical)
    {
        if (!IsMapped(address))
        {
            physical = 0;
            return Result.NotMapped;
        }

        physical = (Load(EntryOf(address)) & FrameMask) | (address & 0xFFF);
        return Result.Done;
    }

    static bool IsEmpty(uint table)
    {
        for (uint offset = 0; offset < 4096; offset += 4)
        {
            if (Load(table + offset) != 0)
            {
                return false;
            }
        }

        return true;
    }

    static bool IsMapped(uint address) =>
        (Load(SlotOf(address)) & Present) != 0 && (Load(EntryOf(address)) & Present) != 0;

    /// <summary>Where the directory entry of an address lies: bits 31..22 of the address are its number.</summary>
    static uint SlotOf(uint address) => Directory + (address >> 22) * 4;

    /// <summary>Where the table entry of an address lies, if there is a table: bits 21..12 are its number.</summary>
    static uint EntryOf(uint address) => (Load(SlotOf(address)) & FrameMask) + (address >> 12 & 1023) * 4;
}
