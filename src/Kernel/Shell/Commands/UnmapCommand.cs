using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>Removes one mapping (P3, D5).</summary>
internal readonly struct UnmapCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "unmap"u8;

    public static ReadOnlySpan<byte> Usage => "unmap <address>"u8;

    public static ReadOnlySpan<byte> Summary => "remove one mapping; a frame that map took is freed"u8;

    public static void Run(ref Arguments arguments)
    {
        if (arguments.Count != 1 || !arguments.TryNextAddress(out VirtualAddress page))
        {
            arguments.ReportUsage();
            return;
        }

        if (Heap.Contains(page))
        {
            Terminal.Row("unmap"u8, $"the address lies in the heap's window, which is the heap's alone");
            return;
        }

        if (KernelMemory.Paging.OwnsFrame(page))
        {
            Terminal.Row("unmap"u8, $"{KernelMemory.UnmapAndFreeFrame(page).Describe()}, and its frame is free");
            return;
        }

        MapError error = KernelMemory.Unmap(page, out Frame frame);
        Terminal.Row("unmap"u8, $"{error.Describe()}");
        if (error == MapError.None)
        {
            Terminal.Row("frame"u8, $"{frame.Address}");
        }
    }
}
