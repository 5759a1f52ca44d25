using System;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Calls;

/// <summary>mincore: which pages are in memory.</summary>
internal static class ResidenceCall
{
    private const uint PagesInTurn = 1 << 16;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>
        /// mincore(address, bytes, answers): a byte for each page, 1 when it has a frame. EINVAL, EFAULT. ENOMEM at a
        /// page in no region: those before it have their bytes.
        /// </summary>
        public uint ReportResidence(ref Thread caller)
        {
            uint address = caller.Registers.Ebx, bytes = caller.Registers.Ecx, answers = caller.Registers.Edx;
            if ((address & MemoryLayout.PageOffsetMask) != 0)
            {
                return CallResult.Of(Errno.EINVAL);
            }

            uint pages = (bytes >> MemoryLayout.PageShift) + ((bytes & MemoryLayout.PageOffsetMask) != 0 ? 1u : 0);
            if (!IsBelowEnd(address, bytes) || !IsBelowEnd(answers, pages))
            {
                return CallResult.Of(IsBelowEnd(address, bytes) ? Errno.EFAULT : Errno.ENOMEM);
            }

            uint first = address >> MemoryLayout.PageShift, space = system.SpaceOf(in caller);
            Span<byte> piece = system.Page;
            uint before = LongCalls.DoneBefore(in caller);
            for (uint done = before; done < pages;)
            {
                if (done - before >= PagesInTurn)
                {
                    return LongCalls.GoOn(ref caller, done);
                }

                uint count = system.CountRun(space, first + done, Math.Min(pages - done, PageBuffer.Size), piece);
                if (count == 0)
                {
                    return CallResult.Of(Errno.ENOMEM);
                }

                if (system.Spaces.CopyOut(space, new VirtualAddress(answers + done), piece.Slice(0, (int)count), out _)
                    != SpaceError.None)
                {
                    return CallResult.Of(Errno.EFAULT);
                }

                done += count;
            }

            return 0;
        }

        /// <summary>Answers for the pages from one on that lie in its region. How many; 0 when it is in none.</summary>
        private uint CountRun(uint space, uint first, uint most, Span<byte> answers)
        {
            if (!system.Spaces.TryFindRegion(space, first, out Region region) || !region.Contains(first))
            {
                return 0;
            }

            uint count = Math.Min(most, region.End - first);
            for (uint i = 0; i < count; i++)
            {
                bool isThere = system.Spaces.Objects.Tables.ReadEntry(space, first + i).Value != 0
                    || (region.Object != 0
                        && system.Spaces.Objects.TryFind(region.Object, region.ObjectPage(first + i), out _));
                answers[(int)i] = isThere ? (byte)1 : (byte)0;
            }

            return count;
        }
    }

    private static bool IsBelowEnd(uint address, uint bytes) =>
        address <= MemoryLayout.ProgramEnd && bytes <= MemoryLayout.ProgramEnd - address;
}
