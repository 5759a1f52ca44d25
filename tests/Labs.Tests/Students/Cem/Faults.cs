using Osmosis.Labs;
using static Osmosis.Labs.Machine;
static class Faults
{
    public static bool OnFault(uint address, bool isWrite)
    {
        if (!TryFindRegion(address, out bool mayWrite)) return false;
        if (!TryAllocateFrame(out uint mem)) return false;
        for (uint i = 0; i < 1024; i++) Store(mem + i * 4, 0);

        uint pde = Directory + (address >> 22) * 4;
        if ((Load(pde) & 1) == 0)
        {
            if (!TryAllocateFrame(out uint pt)) return false;
            for (uint i = 0; i < 1024; i++) Store(pt + i * 4, 0);
            Store(pde, pt | 7);
        }

        uint pte = (Load(pde) & 0xFFFFF000) + (address >> 12 & 1023) * 4;
        Store(pte, mem | 7);
        return true;
    }
}
