// Heap damage in words: the kind of damage, the block, who allocated and freed it, and the wrong bytes.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Heap;
using Osmosis.Memory.Texts;

namespace Osmosis.Kernel.Diagnostics;

internal static class DamageReport
{
    public static void Print(ref readonly HeapDamage damage)
    {
        if (!Terminal.IsAtLineStart)
        {
            Terminal.WriteLine();
        }

        Terminal.SetColor(TerminalColor.Red);
        Terminal.WriteLine($"heap damage: {damage.Fault.Describe()}");
        Terminal.SetColor(TerminalColor.Default);
        if (damage.Pointer != VirtualAddress.Null)
        {
            Terminal.Row("pointer"u8, $"{damage.Pointer}");
        }

        if (damage.Block.Address != VirtualAddress.Null)
        {
            PrintBlock(in damage.Block);
        }

        if (damage.DamagedAt != VirtualAddress.Null)
        {
            PrintBytes(in damage);
        }

        PrintCode("found by"u8, damage.FoundBy);
        Terminal.Row("outcome"u8, $"{Outcome(damage.Fault)}");
        if (damage.Omitted != 0)
        {
            Terminal.WriteLine($"… and {damage.Omitted} more");
        }
    }

    private static ReadOnlySpan<byte> Outcome(HeapFault fault) => fault switch
    {
        HeapFault.DoubleFree or HeapFault.WildFree => "nothing was freed"u8,
        HeapFault.BoundsWrong => "nothing is allocated or freed from now on"u8,
        _ when !Heap.IsChecked => "nothing was changed"u8,
        HeapFault.ListWrong or HeapFault.CounterWrong => "mended from the blocks"u8,
        HeapFault.NeighbourDisagrees or HeapFault.EndSmashed => "the bytes were mended"u8,
        HeapFault.HistoryWrong => "the list of the last frees is forgotten"u8,
        _ => "the block is quarantined"u8,
    };

    private static void PrintBlock(ref readonly HeapBlock block)
    {
        Terminal.Write($"block: {block.Address}, payload at {block.Payload}, {new Quantity(block.Size, "byte"u8)}");
        if (block.State == BlockState.Free)
        {
            // The block that was freed is not there any more: this one holds it, and what was free beside it.
            Terminal.WriteLine($", with what was free beside it");
        }
        else
        {
            Terminal.WriteLine($", {block.Requested} asked for");
        }

        Terminal.Row("state"u8, $"{block.State.Describe()}");
        PrintCode("allocated by"u8, block.AllocatedBy);
        PrintCode("freed by"u8, block.FreedBy);
    }

    private static void PrintCode(ReadOnlySpan<byte> name, uint address)
    {
        if (address != 0)
        {
            Terminal.Write($"{name}: ");
            Symbols.WriteBriefly(address, isReturn: true);
            Terminal.WriteLine();
        }
    }

    private static void PrintBytes(ref readonly HeapDamage damage)
    {
        uint offset = damage.DamagedAt.Value - damage.Block.Payload.Value;
        bool isBelow = damage.DamagedAt.Value < damage.Block.Payload.Value;
        Terminal.Write(
            $"damaged bytes: at {damage.DamagedAt} (payload {(isBelow ? "-"u8 : "+"u8)}"
                + $" 0x{(isBelow ? 0 - offset : offset):x}):");
        foreach (byte value in damage.Found)
        {
            Terminal.Write($" {value:x2}");
        }

        Terminal.WriteLine();
    }
}
