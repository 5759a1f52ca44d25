// Pages that paging would map and unmap for anybody, and that belong to a part of the kernel.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;

namespace Osmosis.Kernel.Diagnostics;

internal static class OwnedPages
{
    /// <summary>Whether a page is the heap's or the address spaces' alone; then a row of the command says so.</summary>
    public static bool TryRefuse(ReadOnlySpan<byte> command, VirtualAddress page)
    {
        bool isHeap = Heap.Contains(page);
        if (!isHeap && !SpaceMemory.Contains(page))
        {
            return false;
        }

        Terminal.Row(command,
            $"the address lies {(isHeap ? "in the heap's window, which is the heap's alone"u8
                : "among the records of address spaces, which are theirs alone"u8)}");
        return true;
    }
}
