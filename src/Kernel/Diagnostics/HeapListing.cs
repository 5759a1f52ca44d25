// `heap blocks` and `heap leaks`: the heap's blocks, one by one or by the function that allocated them.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Heap;
using Osmosis.Memory.Texts;

namespace Osmosis.Kernel.Diagnostics;

internal static class HeapListing
{
    private const int MostGroups = 48;

    /// <returns>True: there is always something to say.</returns>
    public static bool PrintBlocks()
    {
        HeapBlock block = default;
        uint count = 0;
        while (Heap.TryNextBlock(ref block))
        {
            Terminal.Write($"{block.Payload}: {block.State.Describe()}, {block.Size} bytes");
            if (block.Requested != 0)
            {
                Terminal.Write($", {block.Requested} asked for");
            }

            WriteOrigin(", allocated by "u8, block.AllocatedBy);
            WriteOrigin(", freed by "u8, block.FreedBy);
            Terminal.WriteLine();
            count++;
        }

        Terminal.Row("blocks"u8, $"{count}");
        return true;
    }

    /// <summary>Live allocations made since the last mark, grouped by the function that made them.</summary>
    /// <returns>False if the heap doesn't know.</returns>
    public static bool TryPrintLeaks()
    {
        if (!Heap.IsChecked)
        {
            Terminal.WriteLine($"a plain heap doesn't know who allocated: boot with heap=checked");
            return false;
        }

        Span<Group> groups = stackalloc Group[MostGroups];
        int used = 0;
        HeapBlock block = default;
        while (Heap.TryNextBlock(ref block))
        {
            if (block.State == BlockState.Allocated && block.Mark >= Heap.Mark)
            {
                Count(groups, ref used, in block);
            }
        }

        Terminal.Row("since mark"u8, $"{Heap.Mark}");
        for (int i = 0; i < used; i++)
        {
            Terminal.Write($"{new Quantity(groups[i].Count, "block"u8)}, {new Quantity(groups[i].Bytes, "byte"u8)}: ");
            Symbols.WriteFunction(groups[i].Function);
            Terminal.WriteLine();
        }

        Terminal.Row("functions"u8, $"{used}");
        return true;
    }

    /// <summary>The last group takes all blocks that no other group has room for.</summary>
    private static void Count(Span<Group> groups, ref int used, ref readonly HeapBlock block)
    {
        uint function = Symbols.FunctionStart(block.AllocatedBy);
        int at = 0;
        while (at < used && groups[at].Function != function)
        {
            at++;
        }

        if (at == MostGroups)
        {
            at = MostGroups - 1;
            function = 0;
        }
        else if (at == used)
        {
            used++;
            groups[at] = default;
        }

        groups[at].Function = function;
        groups[at].Count++;
        groups[at].Bytes += block.Requested;
    }

    private static void WriteOrigin(ReadOnlySpan<byte> text, uint address)
    {
        if (address != 0)
        {
            Terminal.Write(text);
            Symbols.WriteBriefly(address, isReturn: true);
        }
    }

    private struct Group
    {
        public uint Function;
        public uint Count;
        public uint Bytes;
    }
}
