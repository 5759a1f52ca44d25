using Osmosis.Labs;
using static Osmosis.Labs.Machine;

static class Paging
{
    // As pgdir_walk: where the entry of a page lies.
    static uint Walk(uint va, bool create)
    {
        uint pde = Directory + (va >> 22) * 4;
        if ((Load(pde) & 1) == 0)
        {
            if (!create) return 0;
            if (!TryAllocateFrame(out uint pt)) return 0;
            Store(pde, pt | 3);
            for (uint i = 0; i < 1024; i++) Store(pt + i * 4, 0);
        }
        return (Load(pde) & 0xFFFFF000) + (va >> 12 & 1023) * 4;
    }

    public static Result Map(uint page, uint frame, bool writable)
    {
        uint pte = Walk(page, true);
        if (pte == 0) return Result.OutOfFrames;
        if ((Load(pte) & 1) != 0) return Result.AlreadyMapped;
        Store(pte, frame | (writable ? 3u : 1u));
        return Result.Done;
    }

    public static Result MapNew(uint page)
    {
        if (!TryAllocateFrame(out uint frame)) return Result.OutOfFrames;
        return Map(page, frame, true);
    }

    public static Result Unmap(uint page)
    {
        uint pte = Walk(page, false);
        if (pte == 0) return Result.NotMapped;
        Store(pte, 0);
        InvalidatePage(page);
        return Result.Done;
    }

    public static Result Protect(uint page, bool writable)
    {
        uint pte = Walk(page, false);
        if (pte == 0 || (Load(pte) & 1) == 0) return Result.NotMapped;
        Store(pte, (Load(pte) & ~2u) | (writable ? 2u : 0));
        return Result.Done;
    }

    public static Result Resolve(uint address, out uint physical)
    {
        physical = 0;
        uint pte = Walk(address, false);
        if (pte == 0 || (Load(pte) & 1) == 0) return Result.NotMapped;
        physical = (Load(pte) & 0xFFFFF000) + (address & 0xFFF);
        return Result.Done;
    }
}
