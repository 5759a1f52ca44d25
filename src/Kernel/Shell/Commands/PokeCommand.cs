using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>
/// Writes one word (D5). An unmapped or read-only page is refused; the fault command shows what would happen.
/// </summary>
internal readonly struct PokeCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "poke"u8;

    public static ReadOnlySpan<byte> Usage => "poke <address> <value>"u8;

    public static ReadOnlySpan<byte> Summary => "write a 32-bit word of memory"u8;

    public static void Run(ref Arguments arguments)
    {
        if (arguments.Count != 2 || !arguments.TryNextAddress(out VirtualAddress address) || !arguments.TryNextUInt32(out uint value))
        {
            arguments.ReportUsage();
            return;
        }

        if (!IsWritable(address) || !IsWritable(address + (sizeof(uint) - 1)))
        {
            Terminal.Row("poke"u8, $"the page is not mapped, or read-only");
            return;
        }

        default(ProcessorMemory).Store(address.Value, value);
        Terminal.Row("poke"u8, $"done");
    }

    private static bool IsWritable(VirtualAddress address) =>
        KernelMemory.Paging.TryReadEntry(address, out PageTableEntry entry) && (entry.Flags & PageFlags.Writable) != 0;
}
