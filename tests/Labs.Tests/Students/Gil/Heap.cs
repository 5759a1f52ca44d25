using Osmosis.Labs;
using static Osmosis.Labs.Machine;

// Boundary tags: size at the front and at the end of each block, bit 0 = used.
static class Heap
{
    static uint HeapEnd() => Load(Notes);

    static void Tag(uint block, uint size, uint used)
    {
        Store(block, size | used);
        Store(block + size - 4, size | used);
    }

    public static uint Allocate(uint bytes)
    {
        if (Load(Notes) == 0) Store(Notes, HeapStart);
        if (bytes == 0 || bytes > 12288) return 0;
        uint need = (bytes + 8 + 7) / 8 * 8;
        while (true)
        {
            for (uint b = HeapStart; b < HeapEnd();)
            {
                uint size = Load(b) & ~7u;
                if ((Load(b) & 1) == 0 && size >= need)
                {
                    if (size - need >= 16)
                    {
                        Tag(b, need, 1);
                        Tag(b + need, size - need, 0);
                    }
                    else Tag(b, size, 1);
                    return b + 4;
                }
                b += size;
            }
            if (!TryGrowHeap()) return 0;
            uint page = HeapEnd();
            Store(Notes, page + 4096);
            Tag(page, 4096, 0);
            JoinBefore(page);
        }
    }

    static void JoinBefore(uint b)
    {
        if (b == HeapStart) return;
        uint last = Load(b - 4);
        if ((last & 1) == 0) Tag(b - last, last + (Load(b) & ~7u), 0);
    }

    public static bool Free(uint address)
    {
        uint b = address - 4;
        if (address < HeapStart || address >= HeapEnd()) return false;
        if ((Load(b) & 1) == 0) return false;
        uint size = Load(b) & ~7u;
        Tag(b, size, 0);
        JoinBefore(b);
        uint next = b + size;
        if (next < HeapEnd() && (Load(next) & 1) == 0) Tag(b, size + (Load(next) & ~7u), 0);
        return true;
    }
}
