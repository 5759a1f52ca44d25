// Verdict: answers at line 32, ranges at line 157; 52 points
// Lab 11: a set of regions. The notes begin with their number; each has four words: its first page, its pages, 1 if it
// is writable, and its offset. Changes are made in a draft, which becomes the set if it isn't too large.
using static Osmosis.Labs.Machine;
using Osmosis.Labs;

static class Regions
{
    const uint MostRegions = 3, AllPages = 0x100000;

    /// Adds a region where none is. False: nothing has changed.
    public static bool Map(uint start, uint pages, bool writable, uint offset)
    {
        if (!IsRange(start, pages) || PagesMapped(start >> 12, pages) > 0) return false;
        uint draft = NewDraft();
        Add(draft, start >> 12, pages, writable ? 1u : 0, offset);
        return Keep(draft);
    }

    /// Removes what lies in a range, be it something or nothing. False: nothing has changed.
    public static bool Unmap(uint start, uint pages)
    {
        if (!IsRange(start, pages)) return false;
        uint draft = NewDraft(), first = start >> 12;
        Cut(draft, first);
        for (uint i = Load(draft); i > 0; i--)
        {
            uint region = At(draft, i - 1);
            if (Load(region) >= first && Load(region) < first + pages) Remove(draft, region);
        }

        return Keep(draft);
    }

    /// Sets the rights of a range that is wholly mapped. False: nothing has changed.
    public static bool Protect(uint start, uint pages, bool writable)
    {
        if (!IsRange(start, pages) || PagesMapped(start >> 12, pages) < pages) return false;
        uint draft = NewDraft(), first = start >> 12;
        Cut(draft, first);
        Cut(draft, first + pages);
        for (uint i = 0; i < Load(draft); i++)
        {
            uint region = At(draft, i);
            if (Load(region) >= first && Load(region) < first + pages) Store(region + 8, writable ? 1u : 0);
        }

        return Keep(draft);
    }

    /// The region that has an address. False: none has.
    public static bool Find(uint address, out uint start, out uint pages, out bool writable, out uint offset)
    {
        uint page = address >> 12;
        for (uint i = 0; i < Load(Notes); i++)
        {
            uint region = At(Notes, i);
            if (page >= Load(region) && page < Load(region) + Load(region + 4))
            {
                start = Load(region) << 12;
                pages = Load(region + 4);
                writable = Load(region + 8) != 0;
                offset = Load(region + 12);
                return true;
            }
        }

        start = pages = offset = 0;
        writable = false;
        return false;
    }

    /// At least one page, and none behind the last that there is.
    static bool IsRange(uint start, uint pages) =>
        start % 4096 == 0 && pages > 0 && pages <= AllPages - (start >> 12);

    static uint PagesMapped(uint first, uint pages)
    {
        uint count = 0;
        for (uint i = 0; i < Load(Notes); i++)
        {
            uint region = At(Notes, i), begin = Load(region), end = begin + Load(region + 4);
            uint from = begin > first ? begin : first, to = end < first + pages ? end : first + pages;
            if (from < to) count += to - from;
        }

        return count;
    }

    static uint NewDraft()
    {
        Copy(Notes, Notes + 2048);
        return Notes + 2048;
    }

    /// The draft becomes the set. False: it has too many regions.
    static bool Keep(uint draft)
    {
        while (MergeTwo(draft))
        {
        }

        if (Load(draft) > MostRegions) return false;
        Copy(draft, Notes);
        return true;
    }

    /// Makes one region of two alike neighbours. False: there are none.
    static bool MergeTwo(uint set)
    {
        for (uint i = 0; i < Load(set); i++)
        {
            for (uint j = 0; j < Load(set); j++)
            {
                uint region = At(set, i), next = At(set, j), pages = Load(region + 4);
                if (Load(next) == Load(region) + pages && Load(next + 8) == Load(region + 8)
                    && Load(next + 12) == Load(region + 12) + pages)
                {
                    Store(region + 4, pages + Load(next + 4));
                    Remove(set, next);
                    return true;
                }
            }
        }

        return false;
    }

    /// Makes two regions of one that has pages on both sides of a page's beginning.
    static void Cut(uint set, uint page)
    {
        for (uint i = 0; i < Load(set); i++)
        {
            uint region = At(set, i), before = page - Load(region), pages = Load(region + 4);
            if (page > Load(region) && before < pages)
            {
                Store(region + 4, before);
                Add(set, page, pages - before, Load(region + 8), Load(region + 12) + before);
                return;
            }
        }
    }

    static void Add(uint set, uint first, uint pages, uint writable, uint offset)
    {
        uint region = At(set, Load(set));
        Store(region, first);
        Store(region + 4, pages);
        Store(region + 8, writable);
        Store(region + 12, offset);
        Store(set, Load(set) + 1);
    }

    /// The last one takes the place of the one that is removed.
    static void Remove(uint set, uint region)
    {
        Store(set, Load(set) - 1);
        uint last = At(set, Load(set));
        for (uint i = 0; i < 16; i += 4) Store(region + i, Load(last + i));
    }

    static void Copy(uint from, uint to)
    {
        for (uint i = 0; i < 16 + Load(from) * 16; i += 4) Store(to + i, Load(from + i));
    }

    static uint At(uint set, uint i) => set + 16 + i * 16;
}
