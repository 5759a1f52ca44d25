using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;
using Osmosis.Memory.Texts;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>Removes one mapping (P3, D5).</summary>
internal readonly struct UnmapCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "unmap"u8;

    public static CommandGroup Group => CommandGroup.Change;

    public static ReadOnlySpan<byte> Usage => "unmap <address>"u8;

    public static ReadOnlySpan<byte> Summary => "remove a mapping"u8;

    public static ReadOnlySpan<byte> Details => """
        address: the start of a page, outside identity window and heap.
        A frame that map took for it is freed.
        example: unmap 0x40000000

        """u8;

    public static bool TakesAddresses => true;

    public static bool Run(ref Arguments arguments)
    {
        if (!arguments.TryNextAddress(out VirtualAddress page) || !arguments.TryEnd())
        {
            return arguments.Refuse();
        }

        if (OwnedPages.TryRefuse(Name, page))
        {
            return false;
        }

        bool ownsFrame = KernelMemory.Paging.OwnsFrame(page);
        Frame frame = default;
        MapError error = ownsFrame ? KernelMemory.UnmapAndFreeFrame(page) : KernelMemory.Unmap(page, out frame);
        Terminal.Row("unmap"u8,
            $"{error.Describe()}{(ownsFrame && error == MapError.None ? ", and its frame is free"u8 : ""u8)}");
        if (!ownsFrame && error == MapError.None)
        {
            Terminal.Row("frame"u8, $"{frame.Address}");
        }

        return error == MapError.None;
    }
}
