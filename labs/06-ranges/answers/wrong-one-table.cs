// Verdict: answers at line 149, tables at line 141; 50 points
using Osmosis.Labs;
using static Osmosis.Labs.Machine;

/// <summary>Labs 3 to 6: a page table of your own.</summary>
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
        Store(entry, writable ? Load(entry) | Writable : Load(entry) & ~Writable);
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

    /// <summary>
    /// Maps a number of pages, one behind the other, to as many frames, one behind the other: all of them or none.
    /// AlreadyMapped: one of the pages has a mapping. OutOfFrames: a table can't be had. Either changes nothing.
    /// </summary>
    public static Result MapRange(uint page, uint frame, uint count, bool writable)
    {
        for (uint done = 0; done < count; done++)
        {
            uint at = (page & 0xFFC00000) | (page + done * 4096 & 0x3FFFFF);
            Result result = Map(at, frame + done * 4096, writable);
            if (result != Result.Done)
            {
                UnmapRange(page, done);
                return result;
            }
        }

        return Result.Done;
    }

    /// <summary>
    /// Removes the mappings of a number of pages, one behind the other: all of them or none. NotMapped: one of them
    /// has none, and nothing has changed.
    /// </summary>
    public static Result UnmapRange(uint page, uint count)
    {
        for (uint i = 0; i < count; i++)
        {
            if (!IsMapped(page + i * 4096))
            {
                return Result.NotMapped;
            }
        }

        for (uint i = 0; i < count; i++)
        {
            Unmap(page + i * 4096);
        }

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
