namespace Osmosis.Memory.Spaces;

/// <summary>The break: the end of the program's data, which it moves (brk).</summary>
public static class ProgramBreak
{
    extension<T>(ref AddressSpaces<T> spaces)
        where T : struct, ISpaceMachine
    {
        /// <summary>
        /// Moves the break, the end of the program's data, to an address (brk). Returns where it is then: where it was,
        /// when the address can't be had. The region is private, anonymous and writable, as far as nobody changed it.
        /// </summary>
        public uint SetBreak(uint space, uint address)
        {
            ref Space owner = ref spaces[space];
            uint start = owner.BreakStart << MemoryLayout.PageShift;
            if (address < start || address > MemoryLayout.ProgramEnd)
            {
                return owner.Break;
            }

            uint end = PagesUpTo(owner.Break);
            uint wanted = PagesUpTo(address);
            SpaceError error = SpaceError.None;
            if (wanted > end)
            {
                Region more = new()
                {
                    First = end,
                    Pages = wanted - end,
                    Rights = Rights.Read | Rights.Write,
                    MayHave = Rights.All,
                };
                error = spaces.Map(space, more, Placement.OnlyIfFree, out _);
            }
            else if (wanted < end)
            {
                error = spaces.Unmap(space, wanted, end - wanted);
            }

            owner.Break = error == SpaceError.None ? address : owner.Break;
            return owner.Break;
        }
    }

    private static uint PagesUpTo(uint address) =>
        (address >> MemoryLayout.PageShift) + ((address & MemoryLayout.PageOffsetMask) != 0 ? 1u : 0);
}
