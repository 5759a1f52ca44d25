// Verdict: zeroed at lines 54 and 64; 85 points
// Lab 7: paging is turned on, and the kernel doesn't notice: each of its addresses leads to where it led before.
using static Osmosis.Labs.Machine;
using Osmosis.Labs;

static class Startup
{
    const uint PageSize = 4096, TableSpan = 1024 * PageSize, SmallestWindow = 4 * PageSize;

    const uint Present = 1, Writable = 2, FrameMask = 0xFFFF_F000;

    /// Turns paging on, with the identity window. OutOfFrames: paging is off, and no frame is taken.
    public static Result TurnOn()
    {
        if (!TryAllocateZeroed(out uint directory)) return Result.OutOfFrames;
        uint end = WindowEnd();
        for (uint start = 0; start < end; start += TableSpan)
        {
            if (!TryAllocateZeroed(out uint table))
            {
                FreeAll(directory);
                return Result.OutOfFrames;
            }

            FillTable(table, start, end);
            Store(directory + start / TableSpan * 4, table | Present | Writable);
        }

        LoadDirectory(directory);
        EnablePaging();
        return Result.Done;
    }

    // The first address behind the window.
    static uint WindowEnd()
    {
        uint end = (KernelEnd + PageSize - 1) & FrameMask;
        return end < SmallestWindow ? SmallestWindow : end;
    }

    // Maps the pages from start on to themselves, up to the table's or the window's end. Page 0 is for reading only, so
    // that a write through null faults.
    static void FillTable(uint table, uint start, uint end)
    {
        for (uint page = start; page < start + TableSpan && page < end; page += PageSize)
        {
            uint rights = page == 0 ? Present : Present | Writable;
            Store(table + (page - start) / PageSize * 4, page | rights);
        }
    }

    static bool TryAllocateZeroed(out uint frame)
    {
        if (!TryAllocateFrame(out frame)) return false;
        for (uint offset = 0; offset < PageSize - 4; offset += 4) Store(frame + offset, 0);
        return true;
    }

    // Gives back the directory and its tables.
    static void FreeAll(uint directory)
    {
        for (uint offset = 0; offset < PageSize; offset += 4)
        {
            uint entry = Load(directory + offset);
            if ((entry & Present) != 0) FreeFrame(entry & FrameMask);
        }

        FreeFrame(directory);
    }
}
