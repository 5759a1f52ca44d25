using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Memory;
using Osmosis.Kernel.Programs;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Memory.Texts;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>Makes address spaces, changes them and looks into them (S1 to S7).</summary>
internal readonly struct SpaceCommand : ICommand
{
    private const uint MostPages = (MemoryLayout.ProgramEnd - MemoryLayout.ProgramStart) >> MemoryLayout.PageShift;

    public static ReadOnlySpan<byte> Name => "space"u8;

    public static CommandGroup Group => CommandGroup.Change;

    public static ReadOnlySpan<byte> Usage => "space [<verb> [<space> [<address> [<pages> [<rights>]]]]]"u8;

    public static ReadOnlySpan<byte> Summary => "address spaces: make, use"u8;

    public static ReadOnlySpan<byte> Details => """
        Without a verb: lists the spaces. Their addresses: 0x08000000 to 0xbfffffff.
        new | fork <space> | end <space> | regions <space>
        map <space> <address> <pages> [<rights> [shared]]; rights: none r rw rx rwx
        protect <space> <address> <pages> <rights>
        unmap | discard <space> <address> <pages>; discarded pages are zeros again
        pte <space> <address>: the entries, and who shares the frame
        peek <space> <address> | poke <space> <address> <value>: in that space
        example: space new, then space map 1 0x08000000 4, then space fork 1

        """u8;

    public static ReadOnlySpan<byte> Words => "discard end fork map new peek poke protect pte regions unmap "u8;

    public static bool Run(ref Arguments arguments)
    {
        if (arguments.IsEmpty)
        {
            SpaceListing.PrintAll();
            return true;
        }

        arguments.TryNext(out ReadOnlySpan<byte> verb);
        if (verb.SequenceEqual("new"u8))
        {
            return arguments.TryEnd() ? Made(KernelSpaces.Create(out uint created), created) : arguments.Refuse();
        }

        if (!IsVerb(verb))
        {
            return arguments.Refuse(verb);
        }

        if (!arguments.TryNextUInt32(out uint space, least: 1, most: ushort.MaxValue))
        {
            return arguments.Refuse();
        }

        if (!KernelSpaces.Exists(space))
        {
            Terminal.Row("space"u8, $"there is no space {space}");
            return false;
        }

        uint owner = KernelPrograms.OwnerOf(space);
        if (owner != 0 && !verb.SequenceEqual("regions"u8) && !verb.SequenceEqual("pte"u8))
        {
            Terminal.Row("space"u8, $"{space} is program {owner}'s, and only looked at: regions, pte");
            return false;
        }

        return arguments.IsEmpty ? RunOnSpace(verb, space, ref arguments) : RunOnAddress(verb, space, ref arguments);
    }

    private static bool IsVerb(ReadOnlySpan<byte> word)
    {
        for (ReadOnlySpan<byte> rest = Words; !rest.IsEmpty; rest = rest[(rest.IndexOf((byte)' ') + 1)..])
        {
            if (rest[..rest.IndexOf((byte)' ')].SequenceEqual(word))
            {
                return true;
            }
        }

        return false;
    }

    private static bool RunOnSpace(ReadOnlySpan<byte> verb, uint space, ref Arguments arguments)
    {
        if (verb.SequenceEqual("fork"u8))
        {
            return Made(KernelSpaces.Fork(space, out uint copy), copy);
        }

        if (verb.SequenceEqual("end"u8))
        {
            KernelSpaces.Release(space);
            return Tell(SpaceError.None);
        }

        if (verb.SequenceEqual("regions"u8))
        {
            SpaceListing.PrintRegions(space);
            return true;
        }

        // All other verbs want an address.
        return arguments.TryNextAddress(out _) || arguments.Refuse();
    }

    private static bool RunOnAddress(ReadOnlySpan<byte> verb, uint space, ref Arguments arguments)
    {
        bool isPeek = verb.SequenceEqual("peek"u8);
        bool isPte = verb.SequenceEqual("pte"u8);
        bool isPoke = verb.SequenceEqual("poke"u8);
        uint value = 0;
        if (verb.SequenceEqual("fork"u8) || verb.SequenceEqual("end"u8) || verb.SequenceEqual("regions"u8))
        {
            arguments.TryEnd();
            return arguments.Refuse();
        }

        if (!arguments.TryNextAddress(out VirtualAddress address))
        {
            return arguments.Refuse();
        }

        if (!isPeek && !isPte && !isPoke)
        {
            return ChangeRange(verb, space, address, ref arguments);
        }

        if ((isPoke && !arguments.TryNextUInt32(out value)) || !arguments.TryEnd())
        {
            return arguments.Refuse();
        }

        return isPte
            ? SpaceListing.TryPrintEntry(space, address)
            : SpaceAccess.TryAccess(space, address, isPoke, value);
    }

    private static bool ChangeRange(ReadOnlySpan<byte> verb, uint space, VirtualAddress address,
        ref Arguments arguments)
    {
        if (!arguments.TryNextUInt32(out uint pages, least: 1, most: MostPages))
        {
            return arguments.Refuse();
        }

        bool isMap = verb.SequenceEqual("map"u8);
        bool isProtect = verb.SequenceEqual("protect"u8);
        Rights rights = Rights.Read | Rights.Write;
        bool isShared = false;
        if ((isProtect || (isMap && !arguments.IsEmpty)) && !TryNextRights(ref arguments, out rights))
        {
            return arguments.Refuse();
        }

        if (isMap && !arguments.IsEmpty)
        {
            isShared = arguments.TryNext("shared"u8);
        }

        if ((!arguments.IsEmpty && isMap && !isShared) || !arguments.TryEnd())
        {
            return arguments.Refuse();
        }

        if (!address.IsPageAligned)
        {
            Terminal.Row("space"u8, $"the address is not the first of a page");
            return false;
        }

        return Tell(isMap ? Map(space, address.PageNumber, pages, rights, isShared)
            : isProtect ? KernelSpaces.Protect(space, address.PageNumber, pages, rights)
            : verb.SequenceEqual("unmap"u8) ? KernelSpaces.Unmap(space, address.PageNumber, pages)
            : KernelSpaces.Discard(space, address.PageNumber, pages));
    }

    private static SpaceError Map(uint space, uint first, uint pages, Rights rights, bool isShared)
    {
        Region wanted = default;
        wanted.First = first;
        wanted.Pages = pages;
        wanted.Rights = rights;
        wanted.MayHave = Rights.All;
        wanted.Flags = isShared ? RegionFlags.Shared : RegionFlags.None;
        return KernelSpaces.Map(space, in wanted, Placement.OnlyIfFree, out _);
    }

    private static bool TryNextRights(ref Arguments arguments, out Rights rights)
    {
        rights = Rights.None;
        return arguments.TryNext("none"u8)
            || Is(ref arguments, "r"u8, Rights.Read, ref rights)
            || Is(ref arguments, "rw"u8, Rights.Read | Rights.Write, ref rights)
            || Is(ref arguments, "rx"u8, Rights.Read | Rights.Execute, ref rights)
            || Is(ref arguments, "rwx"u8, Rights.All, ref rights);
    }

    private static bool Is(ref Arguments arguments, ReadOnlySpan<byte> word, Rights meant, ref Rights rights)
    {
        rights = arguments.TryNext(word) ? meant : Rights.None;
        return rights != Rights.None;
    }

    private static bool Made(SpaceError error, uint space)
    {
        Tell(error);
        if (error == SpaceError.None)
        {
            Terminal.Row("number"u8, $"{space}");
        }

        return error == SpaceError.None;
    }

    private static bool Tell(SpaceError error)
    {
        Terminal.Row("space"u8, $"{error.Describe()}");
        return error == SpaceError.None;
    }
}
