// Verdict: fit at line 20, growth at line 76; 44 points
// Lab 8: a heap. Blocks lie one behind the other; each begins with a header of 8 bytes, whose first word is the block's
// size with its header, and bit 0: it is handed out. The first word of the notes is the number of the heap's bytes.
using static Osmosis.Labs.Machine;
using Osmosis.Labs;

static class Heap
{
    const uint MostBytes = 3 * 4096, Header = 8, Used = 1, Smallest = 16;

    /// The address of so many bytes, a multiple of 8. 0: they can't be had, and nothing has changed.
    public static uint Allocate(uint bytes)
    {
        if (bytes == 0 || bytes > MostBytes) return 0;
        uint size = (bytes + 7 & ~7u) + Header;
        uint block = FindFree(size);
        if (block == End() && !CanGrowTo(size)) return 0;
        while (block == End())
        {
            if (!Grow()) return 0;
            block = FindFree(size);
        }

        uint rest = Load(block) - size;
        if (rest >= Smallest)
        {
            Store(block + size, rest);
            Store(block, size | Used);
        }
        else
        {
            Store(block, Load(block) | Used);
        }

        return block + Header;
    }

    /// Takes a block back. False: the address is not that of a block that is handed out, and nothing has changed.
    public static bool Free(uint address)
    {
        for (uint block = HeapStart; block < End(); block += SizeOf(block))
        {
            if (block + Header == address && !IsFree(block))
            {
                Store(block, SizeOf(block));
                Merge();
                return true;
            }
        }

        return false;
    }

    /// The first free block that is large enough; the heap's end if there is none.
    static uint FindFree(uint size)
    {
        uint block = HeapStart;
        while (block < End() && !(IsFree(block) && SizeOf(block) >= size)) block += SizeOf(block);
        return block;
    }

    /// Whether the block at the end can get so large.
    static bool CanGrowTo(uint size)
    {
        uint last = 0;
        for (uint block = HeapStart; block < End(); block += SizeOf(block))
        {
            last = IsFree(block) ? SizeOf(block) : 0;
        }

        return last + MostBytes - Load(Notes) >= size;
    }

    static bool Grow()
    {
        if (!TryGrowHeap()) return false;
        Store(End(), 4096);
        Store(Notes, Load(Notes) + 4096);
        return true;
    }

    /// Makes one block of free neighbours, everywhere.
    static void Merge()
    {
        for (uint block = HeapStart; block < End(); block += SizeOf(block))
        {
            if (!IsFree(block)) continue;
            uint next = block + SizeOf(block);
            while (next < End() && IsFree(next)) next += SizeOf(next);
            if (next != block + SizeOf(block)) Store(block, next - block);
        }
    }

    static uint End() => HeapStart + Load(Notes);

    static bool IsFree(uint block) => (Load(block) & Used) == 0;

    static uint SizeOf(uint block) => Load(block) & ~Used;
}
