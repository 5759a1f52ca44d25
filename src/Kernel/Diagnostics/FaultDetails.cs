// All that is known of the last fault, however many lines that takes: the command `fault details`, and a key after a
// panic.

using Osmosis.Faults;
using Osmosis.Kernel.Console;
using Osmosis.Memory.Texts;

namespace Osmosis.Kernel.Diagnostics;

internal static class FaultDetails
{
    /// <summary>Prints the last fault; there must have been one.</summary>
    public static void Print()
    {
        ref readonly FaultRecord record = ref FaultRecord.Last;
        ref readonly FaultReport report = ref record.Report;
        FaultHeadline.Print(in report);
        Terminal.Write("instruction: "u8);
        Symbols.WriteAddress(report.Instruction.Value, report.IsAfterCause);
        Terminal.WriteLine();
        FaultRows.WriteBytes(in report);
        FaultRows.WriteErrorCode(in report);
        if (report.Page is { } page)
        {
            WritePage(in report, page);
        }

        if (report.Kind == FaultKind.MachineCheck)
        {
            MachineCheckText.Print(uint.MaxValue);
        }

        WriteRegisters(in record);
        record.Backtrace.Print();
    }

    /// <summary>Two lines: the registers that instructions use.</summary>
    public static void WriteGeneralRegisters(ref readonly FaultRecord record)
    {
        Terminal.WriteLine(
            $"EAX 0x{record.Frame.Eax:x8}  EBX 0x{record.Frame.Ebx:x8}  ECX 0x{record.Frame.Ecx:x8}"
                + $"  EDX 0x{record.Frame.Edx:x8}");
        Terminal.WriteLine(
            $"ESI 0x{record.Frame.Esi:x8}  EDI 0x{record.Frame.Edi:x8}  EBP 0x{record.Frame.Ebp:x8}"
                + $"  ESP 0x{record.Frame.Esp:x8}");
    }

    /// <summary>A line: the control registers.</summary>
    public static void WriteControlRegisters(ref readonly FaultRecord record) =>
        Terminal.WriteLine(
            $"CR0 0x{record.Cr0:x8}  CR2 0x{record.Cr2:x8}  CR3 0x{record.Cr3:x8}  CR4 0x{record.Cr4:x8}");

    private static void WritePage(in FaultReport report, PageFaultReport page)
    {
        if (report.Kind == FaultKind.PageFault)
        {
            Terminal.Row("tried"u8,
                $"{page.Access.Describe()}, by {(page.Code.IsUser ? "user mode"u8 : "the kernel"u8)}");
        }

        FaultRows.WriteAddress(in report, page.Address);
        Terminal.Write($"directory entry: [{page.Address.DirectoryIndex}] ");
        AddressText.WriteEntry(page.DirectoryEntry);
        Terminal.WriteLine();
        if (page.DirectoryEntry.IsPresent)
        {
            Terminal.Write($"table entry: [{page.Address.TableIndex}] ");
            AddressText.WriteEntry(page.TableEntry);
            Terminal.WriteLine();
        }
        else
        {
            Terminal.Row("table entry"u8, $"none, as there is no table");
        }

        Terminal.Write("region: "u8);
        AddressText.WriteLocation(page.Address, page.Location);
        Terminal.WriteLine();
    }

    private static void WriteRegisters(ref readonly FaultRecord record)
    {
        Terminal.Write(
            $"EIP 0x{record.Frame.Eip:x8}  CS  0x{Selector(record.Frame.Cs):x8}  EFLAGS 0x{record.Frame.EFlags:x8}");
        FaultRows.WriteFlags(record.Frame.EFlags);
        Terminal.WriteLine();
        WriteGeneralRegisters(in record);
        Terminal.Write($"DS  0x{Selector(record.Frame.Ds):x8}  ES  0x{Selector(record.Frame.Es):x8}");
        Terminal.WriteLine($"  FS  0x{Selector(record.Frame.Fs):x8}  GS  0x{Selector(record.Frame.Gs):x8}");
        WriteControlRegisters(in record);
    }

    // Some processors push only 16 bits of a selector.
    private static uint Selector(uint pushed) => (ushort)pushed;
}
