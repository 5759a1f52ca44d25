using System;
using Osmosis.Memory;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Files;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Records;

namespace Osmosis.Programs.Calls;

/// <summary>
/// brk, mmap2, munmap, mprotect, mremap, madvise: addresses and lengths in bytes become pages, checked as Linux checks
/// them.
/// </summary>
internal static class MemoryCalls
{
    private const uint ReadWriteExecute = 7;

    // PROT_SEM is taken, and means nothing.
    private const uint KnownRights = 0xF;
    private const uint MayMove = 1;
    private const uint MoveToPlace = 2;
    private const uint DiscardNow = 4;
    private const uint DiscardLater = 8;

    [Flags]
    private enum MapFlags : uint
    {
        Shared = 1,
        Private = 2,
        Kind = 0xF,
        Fixed = 0x10,
        Anonymous = 0x20,
        GrowsDown = 0x100,
        FixedIfFree = 0x10_0000,
    }

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>mmap2(address, bytes, rights, flags, file, page of the file).</summary>
        public uint Map(in Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            uint address = with.Ebx;
            MapFlags flags = (MapFlags)with.Esi;
            MapFlags kind = flags & MapFlags.Kind;
            bool isFixed = (flags & (MapFlags.Fixed | MapFlags.FixedIfFree)) != 0;
            if (with.Ecx == 0 || (isFixed && !IsAligned(address)))
            {
                return CallResult.Of(Errno.EINVAL);
            }

            uint space = system.SpaceOf(in caller);
            if (kind is not (MapFlags.Shared or MapFlags.Private))
            {
                // Linux looks whether the place is free before it looks at the kind.
                bool isTaken = (flags & MapFlags.FixedIfFree) != 0
                    && system.HasRegion(space, address >> MemoryLayout.PageShift, PagesOf(with.Ecx));
                return CallResult.Of(isTaken ? Errno.EEXIST : Errno.EINVAL);
            }

            uint shown = 0;
            Rights mayHave = Rights.All;
            if ((flags & MapFlags.Anonymous) == 0)
            {
                Errno error = system.FindShown(in caller, kind == MapFlags.Shared, out shown, out mayHave);
                if (error != Errno.None)
                {
                    return CallResult.Of(error);
                }
            }

            Region wanted = new()
            {
                First = address >> MemoryLayout.PageShift,
                Pages = PagesOf(with.Ecx),
                Object = shown,
                Offset = shown == 0 ? 0 : with.Ebp,
                Rights = (Rights)(with.Edx & ReadWriteExecute),
                MayHave = mayHave,
                Flags = kind == MapFlags.Shared ? RegionFlags.Shared
                    : (flags & MapFlags.GrowsDown) != 0 ? RegionFlags.GrowsDown : RegionFlags.None,
            };
            Placement placement = (flags & MapFlags.FixedIfFree) != 0 ? Placement.OnlyIfFree
                : isFixed ? Placement.Replace : Placement.Anywhere;
            SpaceError refusal = system.Spaces.Map(space, wanted, placement, out uint first);
            return refusal switch
            {
                SpaceError.None => first << MemoryLayout.PageShift,
                SpaceError.BadRange => CallResult.Of(Errno.ENOMEM),
                _ => CallResult.Of(refusal),
            };
        }

        /// <summary>
        /// The object with a file's bytes, and what may be done with a mapping of it. EBADF, EACCES, ENODEV.
        /// </summary>
        private Errno FindShown(in Thread caller, bool isShared, out uint shown, out Rights mayHave)
        {
            shown = 0;
            mayHave = Rights.All;
            Errno error = system.FindOpened(in caller, caller.Registers.Edi, out Handle opened);
            if (error != Errno.None)
            {
                return error;
            }

            ref OpenFile file = ref system.Files.Opened[opened];
            ref Node node = ref system.Files.Nodes[file.Node];
            mayHave = isShared && !file.MayWrite ? Rights.Read | Rights.Execute : Rights.All;
            if (!file.MayRead || ((Rights)(caller.Registers.Edx & ReadWriteExecute) & ~mayHave) != 0)
            {
                return Errno.EACCES;
            }

            shown = node.Contents;
            return node.IsFile ? Errno.None : Errno.ENODEV;
        }

        /// <summary>munmap(address, bytes). The part below programs' memory holds nothing of theirs.</summary>
        public uint Unmap(in Thread caller)
        {
            uint address = caller.Registers.Ebx, bytes = caller.Registers.Ecx;
            if (!IsAligned(address) || bytes == 0 || address > MemoryLayout.ProgramEnd
                || bytes > MemoryLayout.ProgramEnd - address)
            {
                return CallResult.Of(Errno.EINVAL);
            }

            uint first = address >> MemoryLayout.PageShift;
            uint end = first + PagesOf(bytes);
            first = Math.Max(first, SpaceLayout.FirstPage);
            return end <= first ? 0 : CallResult.Of(system.Spaces.Unmap(system.SpaceOf(in caller), first, end - first));
        }

        /// <summary>mprotect(address, bytes, rights).</summary>
        public uint Protect(in Thread caller)
        {
            uint address = caller.Registers.Ebx, bytes = caller.Registers.Ecx, rights = caller.Registers.Edx;
            if (!IsAligned(address) || (rights & ~KnownRights) != 0)
            {
                return CallResult.Of(Errno.EINVAL);
            }

            if (bytes == 0)
            {
                return 0;
            }

            SpaceError error = system.Spaces.Protect(system.SpaceOf(in caller), address >> MemoryLayout.PageShift,
                PagesOf(bytes), (Rights)(rights & ReadWriteExecute));
            return error == SpaceError.BadRange ? CallResult.Of(Errno.ENOMEM) : CallResult.Of(error);
        }

        /// <summary>
        /// madvise(address, bytes, advice). Only what discards has an effect; other known advice is taken and does
        /// nothing.
        /// </summary>
        public uint Advise(in Thread caller)
        {
            uint address = caller.Registers.Ebx, bytes = caller.Registers.Ecx, advice = caller.Registers.Edx;
            if (!IsAligned(address) || advice is > DiscardNow and not DiscardLater)
            {
                return CallResult.Of(Errno.EINVAL);
            }

            if (bytes == 0)
            {
                return 0;
            }

            uint space = system.SpaceOf(in caller), first = address >> MemoryLayout.PageShift, pages = PagesOf(bytes);
            SpaceError error = !SpaceLayout.Holds(first, pages) ? SpaceError.NoRegion
                : advice is DiscardNow or DiscardLater ? system.Spaces.Discard(space, first, pages)
                : system.HasHole(space, first, pages) ? SpaceError.NoRegion : SpaceError.None;
            return CallResult.Of(error);
        }

        private bool HasRegion(uint space, uint first, uint pages) =>
            system.Spaces.TryFindRegion(space, first, out Region region) && region.First < first + pages;

        private bool HasHole(uint space, uint first, uint pages)
        {
            uint page = first;
            while (page < first + pages && system.Spaces.TryFindRegion(space, page, out Region region)
                && region.Contains(page))
            {
                page = region.End;
            }

            return page < first + pages;
        }

        /// <summary>mremap(address, bytes, new bytes, flags, new address).</summary>
        public uint Move(in Thread caller)
        {
            ref readonly Registers with = ref caller.Registers;
            uint flags = with.Esi;
            bool hasPlace = (flags & MoveToPlace) != 0;
            if (!IsAligned(with.Ebx) || (flags & ~(MayMove | MoveToPlace)) != 0 || with.Edx == 0
                || (hasPlace && ((flags & MayMove) == 0 || !IsAligned(with.Edi) || with.Edi == 0)))
            {
                return CallResult.Of(Errno.EINVAL);
            }

            SpaceError error = system.Spaces.Move(
                system.SpaceOf(in caller), with.Ebx >> MemoryLayout.PageShift, PagesOf(with.Ecx), PagesOf(with.Edx),
                (flags & MayMove) != 0, hasPlace ? with.Edi >> MemoryLayout.PageShift : 0, out uint moved);
            return error switch
            {
                SpaceError.None => moved << MemoryLayout.PageShift,
                SpaceError.NoRegion => CallResult.Of(Errno.EFAULT),
                _ => CallResult.Of(error),
            };
        }
    }

    private static bool IsAligned(uint address) => (address & MemoryLayout.PageOffsetMask) == 0;

    // Rounded up; a length near 4 GiB gives 2^20 pages, which no range holds.
    private static uint PagesOf(uint bytes) =>
        (bytes >> MemoryLayout.PageShift) + ((bytes & MemoryLayout.PageOffsetMask) != 0 ? 1u : 0);
}
