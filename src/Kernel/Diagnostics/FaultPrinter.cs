// A fault report that fits a screen of 80 columns and 24 rows, with the command line above it and the prompt below.

using System;
using Osmosis.Faults;
using Osmosis.Kernel.Console;
using Osmosis.Memory.Paging;
using Osmosis.Memory.Texts;

namespace Osmosis.Kernel.Diagnostics;

internal static class FaultPrinter
{
    // The other lines of the longest report, a page fault's, are 13: headline, instruction, error code, address, two
    // entries, region, four of registers, the backtrace's first, and what to type next. Above and below it stand the
    // command line, "command ended by a fault" and the prompt.
    private const int BacktraceLines = 24 - 13 - 3;

    private const uint MachineCheckBanks = 2;

    /// <summary>Prints the last fault and takes its backtrace.</summary>
    public static void Print()
    {
        ref readonly FaultRecord record = ref FaultRecord.Last;
        ref readonly FaultReport report = ref record.Report;
        FaultHeadline.Print(in report);
        Terminal.Write("instruction: "u8);
        Symbols.WriteBriefly(report.Instruction.Value, report.IsAfterCause);
        Terminal.WriteLine();
        FaultRows.WriteBytes(in report);
        FaultRows.WriteErrorCode(in report);
        if (report.Page is { } page)
        {
            FaultRows.WriteAddress(in report, page.Address);
            WritePage(page);
        }

        if (report.Kind == FaultKind.MachineCheck)
        {
            MachineCheckText.Print(MachineCheckBanks);
        }

        WriteRegisters(in record);
        FaultRecord.TakeBacktrace();
        record.Backtrace.PrintBriefly(BacktraceLines);
    }

    /// <summary>Says what a person at the prompt can type to find out more.</summary>
    public static void PrintNext()
    {
        Terminal.Write("next: "u8);
        if (FaultRecord.Last.Report.Page is { } page)
        {
            Terminal.Write($"pte 0x{page.Address.Value:x8} walks the tables, ");
        }

        Terminal.WriteLine($"fault details shows everything");
    }

    public static void PrintPanic(FaultOutcome outcome)
    {
        Terminal.SetColor(TerminalColor.Red);
        Terminal.WriteLine($"panic: {outcome.Describe()}");
        Terminal.SetColor(TerminalColor.Default);
    }

    private static void WritePage(PageFaultReport page)
    {
        WriteEntry("directory entry"u8, page.Address.DirectoryIndex, page.DirectoryEntry,
            page.IsRefusedByDirectoryEntry);
        if (page.DirectoryEntry.IsPresent)
        {
            WriteEntry("table entry"u8, page.Address.TableIndex, page.TableEntry, page.IsRefusedByTableEntry);
        }
        else
        {
            Terminal.Row("table entry"u8, $"none, as there is no table");
        }

        Terminal.Write("region: "u8);
        AddressText.WriteLocation(page.Address, page.Location, isBrief: true);
        Terminal.WriteLine();
    }

    // The bits that decide, in the order of the error code's.
    private static void WriteEntry(ReadOnlySpan<byte> name, uint index, PageTableEntry entry, bool isRefusing)
    {
        uint bits = entry.Value;
        Terminal.Write($"{name}: [{index}] 0x{bits:x8} P={bits & 1} W={bits >> 1 & 1} U={bits >> 2 & 1}");
        Terminal.Write(!entry.IsPresent ? " (not present)"u8 : (bits & 2) != 0 ? " (present, writable)"u8
            : " (present, read-only)"u8);
        Terminal.WriteLine($"{(isRefusing ? " <- refused"u8 : ""u8)}");
    }

    private static void WriteRegisters(ref readonly FaultRecord record)
    {
        Terminal.Write($"EIP 0x{record.Frame.Eip:x8}  EFLAGS 0x{record.Frame.EFlags:x8}");
        FaultRows.WriteFlags(record.Frame.EFlags);
        Terminal.WriteLine();
        FaultDetails.WriteGeneralRegisters(in record);
        FaultDetails.WriteControlRegisters(in record);
    }
}
