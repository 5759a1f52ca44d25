using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>
/// Maps one page (P2, D5). Without a physical address the page gets a new frame. With a word instead of an address the
/// command draws a map of memory.
/// </summary>
internal readonly struct MapCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "map"u8;

    public static ReadOnlySpan<byte> Usage => "map <address> [<physical> [ro]] | frames | space | heap"u8;

    public static ReadOnlySpan<byte> Summary => "map one page; or draw the frames, the address space or the heap"u8;

    public static void Run(ref Arguments arguments)
    {
        int count = arguments.Count;
        Arguments words = arguments;
        if (count == 1 && words.TryNext(out ReadOnlySpan<byte> what) && TryDraw(what))
        {
            return;
        }

        VirtualAddress physical = default;
        if (count is 0 or > 3 || !arguments.TryNextAddress(out VirtualAddress page) || (count > 1 && !arguments.TryNextAddress(out physical)))
        {
            arguments.ReportUsage();
            return;
        }

        PageFlags flags = PageFlags.Writable;
        if (count == 3)
        {
            arguments.TryNext(out ReadOnlySpan<byte> word);
            if (!word.SequenceEqual("ro"u8))
            {
                arguments.ReportUsage();
                return;
            }

            flags = PageFlags.None;
        }

        if (Heap.Contains(page))
        {
            Terminal.Row("map"u8, $"the address lies in the heap's window, which is the heap's alone");
            return;
        }

        MapError error = count == 1
            ? KernelMemory.MapNewFrame(page)
            : KernelMemory.Map(page, new PhysicalAddress(physical.Value), flags);
        Terminal.Row("map"u8, $"{error.Describe()}");
    }

    private static bool TryDraw(ReadOnlySpan<byte> what)
    {
        if (what.SequenceEqual("frames"u8))
        {
            MemoryMaps.PrintFrames();
        }
        else if (what.SequenceEqual("space"u8))
        {
            MemoryMaps.PrintSpace();
        }
        else if (what.SequenceEqual("heap"u8))
        {
            MemoryMaps.PrintHeap();
        }
        else
        {
            return false;
        }

        return true;
    }
}
