using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;
using Osmosis.Metal;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>
/// Writes one word (D5). An unmapped or read-only page is refused; the fault command shows what would happen.
/// </summary>
internal readonly struct PokeCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "poke"u8;

    public static CommandGroup Group => CommandGroup.Change;

    public static ReadOnlySpan<byte> Usage => "poke <address> <value>"u8;

    public static ReadOnlySpan<byte> Summary => "write a word of memory"u8;

    public static ReadOnlySpan<byte> Details => """
        address: number or symbol, on a writable page. value: 32 bits.
        example: poke 0x40000000 42

        """u8;

    public static bool TakesAddresses => true;

    public static bool Run(ref Arguments arguments)
    {
        if (!arguments.TryNextAddress(out VirtualAddress address) || !arguments.TryNextUInt32(out uint value)
            || !arguments.TryEnd())
        {
            return arguments.Refuse();
        }

        if (!IsWritable(address) || !IsWritable(address + (sizeof(uint) - 1)))
        {
            return false;
        }

        default(ProcessorMemory).Store(address.Value, value);
        Terminal.Row("poke"u8, $"done");
        return true;
    }

    // A word may lie on two pages, so the one that refuses is named.
    private static bool IsWritable(VirtualAddress address)
    {
        bool isMapped = KernelMemory.Paging.TryReadEntry(address, out PageTableEntry entry);
        bool isWritable = isMapped && (entry.Flags & PageFlags.Writable) != 0;
        if (!isWritable)
        {
            VirtualAddress page = new(address.Value & ~(MemoryLayout.PageSize - 1));
            Terminal.Row("poke"u8, $"the page {page} is {(isMapped ? "read-only"u8 : "not mapped"u8)}");
        }

        return isWritable;
    }
}
