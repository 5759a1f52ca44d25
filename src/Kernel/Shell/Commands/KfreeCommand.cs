using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Heap;
using Osmosis.Memory.Texts;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>Frees a block, or prints why not (H4, H5).</summary>
internal readonly struct KfreeCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "kfree"u8;

    public static CommandGroup Group => CommandGroup.Change;

    public static ReadOnlySpan<byte> Usage => "kfree <address>"u8;

    public static ReadOnlySpan<byte> Summary => "free a block of the heap"u8;

    public static ReadOnlySpan<byte> Details => """
        address: what kmalloc gave; any other is refused with the reason.
        example: kfree 0x180018

        """u8;

    public static bool TakesAddresses => true;

    public static bool Run(ref Arguments arguments)
    {
        if (!arguments.TryNextAddress(out VirtualAddress pointer) || !arguments.TryEnd())
        {
            return arguments.Refuse();
        }

        HeapError error = Heap.Free(pointer);
        Terminal.Row("kfree"u8, $"{error.Describe()}");
        return error == HeapError.None;
    }
}
