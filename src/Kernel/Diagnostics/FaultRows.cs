// The rows that both forms of a fault report have.

using System;
using Osmosis.Faults;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;
using Osmosis.Memory.Texts;
using Osmosis.Metal;

namespace Osmosis.Kernel.Diagnostics;

internal static class FaultRows
{
    private const uint InstructionBytes = 8;

    // EFLAGS: the name of each bit, two letters each; blanks where a bit has none here.
    private static ReadOnlySpan<byte> FlagNames => "CF  PF  AF  ZFSFTFIFDFOF"u8;

    /// <summary>The error code, bit by bit. Nothing where the processor pushes none.</summary>
    public static void WriteErrorCode(in FaultReport report)
    {
        if (!report.HasErrorCode)
        {
            return;
        }

        Terminal.Write($"error code: 0x{report.ErrorCode:x8}");
        if (report.Page is { } page)
        {
            PageFaultCode code = page.Code;
            Terminal.Write(
                $" P={Bit(code.IsProtection)} W={Bit(code.IsWrite)} U={Bit(code.IsUser)} RSV={Bit(code.IsReservedBit)}"
                    + $" I={Bit(code.IsFetch)}");
            Terminal.Write(
                $" ({(code.IsProtection ? "protection"u8 : "not present"u8)}, {page.Access.Describe()}, "
                    + $"{(code.IsUser ? "user"u8 : "kernel"u8)})");
        }
        else if (report.HasSelector)
        {
            SelectorErrorCode code = report.Selector;
            Terminal.Write(
                $" EXT={Bit(code.IsExternal)} IDT={Bit((code.Value & 2) != 0)}"
                    + $" TI={Bit((code.Value & 4) != 0)} index={code.Index}");
            Terminal.Write(code.HasSelector ? ""u8 : " (no selector is to blame)"u8);
        }

        Terminal.WriteLine();
    }

    /// <summary>For an invalid opcode: the bytes that are none.</summary>
    public static void WriteBytes(in FaultReport report)
    {
        if (report.Kind != FaultKind.InvalidOpcode)
        {
            return;
        }

        Terminal.Write("bytes there:"u8);
        for (uint i = 0; i < InstructionBytes && IsReadable(report.Instruction + i); i++)
        {
            Terminal.Write($" {default(ProcessorMemory).LoadByte(report.Instruction.Value + i):x2}");
        }

        Terminal.WriteLine();
    }

    /// <summary>An address, split as the processor splits it: 10, 10 and 12 bits.</summary>
    public static void WriteAddress(in FaultReport report, VirtualAddress address)
    {
        Terminal.Write(
            $"address: {address} = directory {address.DirectoryIndex}, table {address.TableIndex}"
                + $", offset 0x{address.PageOffset:x3}");
        Terminal.Write(report.Kind == FaultKind.PageFault ? ""u8 : " (likely cause)"u8);
        Terminal.WriteLine();
    }

    /// <summary>The flags of EFLAGS that are set, by name.</summary>
    public static void WriteFlags(uint flags)
    {
        for (int bit = 0; bit * 2 < FlagNames.Length; bit++)
        {
            if ((flags >> bit & 1) != 0 && FlagNames[bit * 2] != ' ')
            {
                Terminal.Write($" {FlagNames.Slice(bit * 2, 2)}");
            }
        }
    }

    private static bool IsReadable(VirtualAddress address) =>
        (Processor.ReadCr0() & Processor.Cr0Paging) == 0
        || KernelMemory.Paging.Resolve(address, out _) == MapError.None;

    private static uint Bit(bool value) => value ? 1u : 0;
}
