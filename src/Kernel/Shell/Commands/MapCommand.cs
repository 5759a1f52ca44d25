using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;
using Osmosis.Memory.Texts;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>
/// Maps one page (P2, D5). Without a physical address the page gets a new frame. With a word instead of an address the
/// command draws a map of memory.
/// </summary>
internal readonly struct MapCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "map"u8;

    public static CommandGroup Group => CommandGroup.Change;

    public static ReadOnlySpan<byte> Usage => "map <address> [<physical> [ro]] | (frames | space | heap) [address]"u8;

    public static ReadOnlySpan<byte> Summary => "map a page; draw memory"u8;

    public static ReadOnlySpan<byte> Details => """
        address: the start of a page, outside identity window and heap.
        physical: the start of a frame; without it the page gets a new frame.
        ro: read-only. frames, space, heap: draw; from <address> on, enlarged.
        example: map 0x40000000, or map frames 0x100000

        """u8;

    public static ReadOnlySpan<byte> Words => "frames heap space "u8;

    public static bool TakesAddresses => true;

    public static bool Run(ref Arguments arguments)
    {
        bool isFrames = arguments.TryNext("frames"u8);
        bool isSpace = !isFrames && arguments.TryNext("space"u8);
        if (isFrames || isSpace || arguments.TryNext("heap"u8))
        {
            VirtualAddress from = default;
            bool isEnlarged = !arguments.IsEmpty;
            if ((isEnlarged && !arguments.TryNextAddress(out from)) || !arguments.TryEnd())
            {
                return arguments.Refuse();
            }

            return isFrames ? FrameMap.TryPrint(isEnlarged, from.Value)
                : isSpace ? MemoryMaps.TryPrintSpace(isEnlarged, from)
                : MemoryMaps.TryPrintHeap(isEnlarged, from.Value);
        }

        return arguments.TryNextAddress(out VirtualAddress page) ? MapPage(page, ref arguments) : arguments.Refuse();
    }

    private static bool MapPage(VirtualAddress page, ref Arguments arguments)
    {
        VirtualAddress physical = default;
        bool isNew = arguments.IsEmpty;
        if (!isNew && !arguments.TryNextAddress(out physical))
        {
            return arguments.Refuse();
        }

        bool isReadOnly = !arguments.IsEmpty;
        if ((isReadOnly && !arguments.TryNext("ro"u8)) || !arguments.TryEnd())
        {
            return arguments.Refuse();
        }

        if (OwnedPages.TryRefuse(Name, page))
        {
            return false;
        }

        MapError error = isNew
            ? KernelMemory.MapNewFrame(page)
            : KernelMemory.Map(page, new PhysicalAddress(physical.Value),
                isReadOnly ? PageFlags.None : PageFlags.Writable);
        Terminal.Row("map"u8, $"{error.Describe()}");
        return error == MapError.None;
    }
}
