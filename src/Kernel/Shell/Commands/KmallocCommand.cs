using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Texts;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>
/// Allocates a block for experiments: write past it with poke, free it twice with kfree, look for it with heap leaks
/// (H1, H5).
/// </summary>
internal readonly struct KmallocCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "kmalloc"u8;

    public static CommandGroup Group => CommandGroup.Change;

    public static ReadOnlySpan<byte> Usage => "kmalloc <bytes>"u8;

    public static ReadOnlySpan<byte> Summary => "allocate a block"u8;

    public static ReadOnlySpan<byte> Details => """
        bytes: 1 to the 2 MiB of the heap. The block is yours until kfree.
        example: kmalloc 40

        """u8;

    public static bool Run(ref Arguments arguments)
    {
        if (!arguments.TryNextUInt32(out uint bytes) || !arguments.TryEnd())
        {
            return arguments.Refuse();
        }

        VirtualAddress pointer = Heap.Allocate(bytes);
        if (pointer == VirtualAddress.Null)
        {
            Terminal.Row("pointer"u8,
                $"null: {(bytes == 0 ? "0 bytes were asked for"u8 : Heap.LastFailure.Describe())}");
            return false;
        }

        Terminal.Row("pointer"u8, $"{pointer}");
        return true;
    }
}
