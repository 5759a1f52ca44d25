// Verdict: sharing at line 89; 8 points
// Lab 10: copy-on-write. The notes' word n is the number of owners of frame n beyond the first; nobody counts the frame
// of zeroes.
using static Osmosis.Labs.Machine;
using Osmosis.Labs;

static class Spaces
{
    const uint Present = 1, Writable = 2, User = 4, FrameMask = 0xFFFFF000;
    const uint ZeroFrame = 0xA000, FirstEntry = 32, EndEntry = 768;

    /// Makes a space that shows what the loaded one shows. False: frames are lacking, and nothing has changed.
    public static bool Fork(out uint child)
    {
        // All frames are taken before anything changes.
        if (!TryAllocateFrame(out child)) return false;
        for (uint i = 0; i < 1024; i++)
        {
            uint entry = Load(Directory + i * 4);
            if (IsProgramTable(i, entry))
            {
                if (!TryAllocateFrame(out uint table))
                {
                    FreeSpace(child, i);
                    child = 0;
                    return false;
                }

                entry = table | (entry & ~FrameMask);
            }

            Store(child + i * 4, entry);
        }

        for (uint i = FirstEntry; i < EndEntry; i++)
        {
            uint entry = Load(Directory + i * 4);
            if ((entry & Present) != 0) ShareTable(entry & FrameMask, Load(child + i * 4) & FrameMask);
        }

        LoadDirectory(Directory);
        return true;
    }

    /// A program's access in the loaded space faulted. True: do the access again. False: the program is ended, and
    /// nothing has changed.
    public static bool OnFault(uint address, bool isWrite)
    {
        if (!isWrite || !TryFindRegion(address, out bool mayWrite) || !mayWrite) return false;
        uint at = (Load(Directory + (address >> 22) * 4) & FrameMask) + (address >> 12 & 1023) * 4;
        uint frame = Load(at) & FrameMask;
        if (frame == ZeroFrame || Load(OthersOf(frame)) > 0)
        {
            if (!TryAllocateFrame(out uint copy)) return false;
            for (uint i = 0; i < 4096; i += 4) Store(copy + i, Load(frame + i));
            if (frame != ZeroFrame) Store(OthersOf(frame), Load(OthersOf(frame)) - 1);
            frame = copy;
        }

        Store(at, frame | User | Writable | Present);
        InvalidatePage(address);
        return true;
    }

    /// Ends a space that isn't loaded: gives back all that only it has, and its directory.
    public static void Exit(uint directory)
    {
        for (uint i = FirstEntry; i < EndEntry; i++)
        {
            uint entry = Load(directory + i * 4);
            if ((entry & Present) != 0) LeaveTable(entry & FrameMask);
        }

        FreeSpace(directory, EndEntry);
    }

    static void ShareTable(uint from, uint to)
    {
        for (uint i = 0; i < 4096; i += 4)
        {
            uint entry = Load(from + i);
            if ((entry & Present) != 0)
            {
                entry &= ~Writable;
                uint frame = entry & FrameMask;
                if (frame != ZeroFrame) Store(OthersOf(frame), Load(OthersOf(frame)) + 1);
            }

            Store(to + i, entry);
        }
    }

    static void LeaveTable(uint table)
    {
        for (uint i = 0; i < 4096; i += 4)
        {
            uint entry = Load(table + i), frame = entry & FrameMask;
            if ((entry & Present) == 0 || frame == ZeroFrame) continue;
            if (Load(OthersOf(frame)) > 0) Store(OthersOf(frame), Load(OthersOf(frame)) - 1);
            else FreeFrame(frame);
        }
    }

    /// Gives back the tables of the directory's entries before one, and the directory.
    static void FreeSpace(uint directory, uint end)
    {
        for (uint i = FirstEntry; i < end; i++)
        {
            uint entry = Load(directory + i * 4);
            if (IsProgramTable(i, entry)) FreeFrame(entry & FrameMask);
        }

        FreeFrame(directory);
    }

    static bool IsProgramTable(uint i, uint entry) => i >= FirstEntry && i < EndEntry && (entry & Present) != 0;

    static uint OthersOf(uint frame) => Notes + (frame >> 12) * 4;
}
