using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>
/// Allocates a block for experiments: write past it with poke, free it twice with kfree, look for it with heap leaks
/// (H1, H5).
/// </summary>
internal readonly struct KmallocCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "kmalloc"u8;

    public static ReadOnlySpan<byte> Usage => "kmalloc <bytes>"u8;

    public static ReadOnlySpan<byte> Summary => "allocate a block of the heap and leave it to you"u8;

    public static void Run(ref Arguments arguments)
    {
        if (arguments.Count != 1 || !arguments.TryNextUInt32(out uint bytes))
        {
            arguments.ReportUsage();
            return;
        }

        VirtualAddress pointer = Heap.Allocate(bytes);
        if (pointer != VirtualAddress.Null)
        {
            Terminal.Row("pointer"u8, $"{pointer}");
        }
        else
        {
            Terminal.Row("pointer"u8, $"null: {(bytes == 0 ? "0 bytes were asked for"u8 : Heap.LastFailure.Describe())}");
        }
    }
}
