using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>Maps one page (P2, D5). Without a physical address it gets a frame of its own.</summary>
internal readonly struct MapCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "map"u8;

    public static ReadOnlySpan<byte> Usage => "map <address> [<physical> [ro]]"u8;

    public static ReadOnlySpan<byte> Summary => "map one page, to a new frame or to a physical address"u8;

    public static void Run(ref Arguments arguments)
    {
        int count = arguments.Count;
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
}
