// Prints a fault report: a headline for everybody, then a row for each known fact.

using System;
using Internal.Runtime.CompilerHelpers;
using Osmosis.Faults;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;

namespace Osmosis.Kernel.Diagnostics;

internal static class FaultPrinter
{
    private const uint InstructionBytes = 8;

    public static void Print(in FaultReport report, in InterruptFrame frame)
    {
        if (!Terminal.IsAtLineStart)
        {
            Terminal.WriteLine();
        }

        Terminal.SetColor(TerminalColor.Red);
        Terminal.Write("fault: "u8);
        WriteHeadline(in report);
        Terminal.WriteLine();
        Terminal.SetColor(TerminalColor.Default);
        WriteErrorCode(in report);
        WriteInstruction(in report);
        if (report.Page is { } page)
        {
            WritePage(page);
        }

        if (report.Kind == FaultKind.MachineCheck)
        {
            WriteMachineCheck();
        }

        WriteRegisters(in frame);
        if (report.IsAfterCause)
        {
            Backtrace.PrintFromCall(frame.Eip, frame.Esp, frame.Ebp);
        }
        else
        {
            Backtrace.Print(frame.Eip, frame.Esp, frame.Ebp);
        }
    }

    public static void PrintPanic(FaultOutcome outcome)
    {
        Terminal.SetColor(TerminalColor.Red);
        Terminal.WriteLine($"panic: {outcome.Describe()}");
        Terminal.SetColor(TerminalColor.Default);
    }

    private static void WriteHeadline(in FaultReport report)
    {
        if (report.IsStackOverflow)
        {
            Terminal.Write($"{report.OverflowedStack.Describe()} overflow: ESP {report.Stack} has reached the guard page below the stack");
        }
        else if (report.Kind == FaultKind.PageFault && report.Page is { } page)
        {
            Terminal.Write($"page fault: {page.Access.Describe()}{(page.Access == PageAccess.Write ? " to"u8 : ""u8)} {page.Address} (");
            WritePlace(page);
            Terminal.Write($"), {page.Cause.Describe()}");
        }
        else if (report.HasSelector)
        {
            Terminal.Write($"{report.Kind.Describe()}: ");
            WriteSelector(report.Selector);
        }
        else if (report.Kind == FaultKind.LanguageCheck)
        {
            Terminal.Write($"{RuntimeFailure.Describe((RuntimeFailureKind)report.ErrorCode)} ({report.Kind.Describe()})");
        }
        else
        {
            Terminal.Write($"{report.Kind.Describe()}: {report.Kind.Explain()}");
        }
    }

    private static void WritePlace(PageFaultReport page)
    {
        if (page.Location.Region == AddressRegion.NullPage)
        {
            Terminal.Write("page 0: a null pointer"u8);
        }
        else
        {
            AddressText.WriteLocation(page.Address, page.Location);
        }
    }

    private static void WriteSelector(SelectorErrorCode code)
    {
        if (!code.HasSelector)
        {
            Terminal.Write("no selector is to blame, but the instruction or its operand"u8);
            return;
        }

        if (code.Table == DescriptorTable.Interrupt)
        {
            Terminal.Write($"vector {code.Index} of the IDT");
        }
        else
        {
            Terminal.Write($"selector 0x{code.Selector:x4}, entry {code.Index} of the {code.Table.Describe()}");
        }

        if (code.IsExternal)
        {
            Terminal.Write(", while an interrupt was delivered"u8);
        }
    }

    private static void WriteInstruction(in FaultReport report)
    {
        Terminal.Write("instruction: "u8);
        if (report.IsAfterCause)
        {
            Symbols.WriteReturnAddress(report.Instruction.Value);
        }
        else
        {
            Symbols.WriteAddress(report.Instruction.Value);
        }

        Terminal.WriteLine();
        if (report.Kind == FaultKind.InvalidOpcode)
        {
            WriteBytes(report.Instruction);
        }
    }

    private static void WriteBytes(VirtualAddress address)
    {
        Terminal.Write("bytes there:"u8);
        for (uint i = 0; i < InstructionBytes && IsReadable(address + i); i++)
        {
            Terminal.Write($" {default(ProcessorMemory).LoadByte(address.Value + i):x2}");
        }

        Terminal.WriteLine();
    }

    private static bool IsReadable(VirtualAddress address) =>
        (Processor.ReadCr0() & Processor.Cr0Paging) == 0 || KernelMemory.Paging.Resolve(address, out _) == MapError.None;

    private static void WriteErrorCode(in FaultReport report)
    {
        if (report.Kind == FaultKind.PageFault && report.Page is { } page)
        {
            PageFaultCode code = page.Code;
            Terminal.Row("address"u8, $"{page.Address}");
            Terminal.Row("tried"u8, $"{page.Access.Describe()}, by {(code.IsUser ? "user mode"u8 : "the kernel"u8)}");
            Terminal.Row("error code"u8, $"0x{code.Value:x8} ({(code.IsProtection ? "protection"u8 : "not present"u8)}, {(code.IsWrite ? "write"u8 : "read or fetch"u8)}, {(code.IsUser ? "user"u8 : "kernel"u8)}{(code.IsReservedBit ? ", reserved bit"u8 : ""u8)})");
            return;
        }

        if (report.Page is { } last)
        {
            Terminal.Row("address"u8, $"{last.Address} (CR2: the last page fault's, and likely the cause)");
        }

        Terminal.Row("error code"u8, $"0x{report.ErrorCode:x8}");
    }

    private static void WritePage(PageFaultReport page)
    {
        WriteEntry("directory entry"u8, page.Address.DirectoryIndex, page.DirectoryEntry);
        if (page.DirectoryEntry.IsPresent)
        {
            WriteEntry("table entry"u8, page.Address.TableIndex, page.TableEntry);
        }
        else
        {
            Terminal.Row("table entry"u8, $"none, as there is no table");
        }

        Terminal.Write("region: "u8);
        AddressText.WriteLocation(page.Address, page.Location);
        Terminal.WriteLine();
    }

    private static void WriteEntry(ReadOnlySpan<byte> name, uint index, PageTableEntry entry)
    {
        Terminal.Write($"{name}: [{index}] ");
        AddressText.WriteEntry(entry);
        Terminal.WriteLine();
    }

    private static void WriteMachineCheck()
    {
        if (MachineCheck.Banks == 0)
        {
            Terminal.Row("machine check"u8, $"this processor doesn't say more");
            return;
        }

        ulong status = MachineCheck.LastGlobalStatus;
        Terminal.Row("machine check"u8, $"status 0x{status:x16} ({((status & 1) != 0 ? "the program could go on"u8 : "the program can't go on"u8)}{((status & 2) != 0 ? ", EIP is the cause"u8 : ""u8)})");
        for (uint number = 0; number < MachineCheck.Banks; number++)
        {
            MachineCheckBank bank = MachineCheck.ReadBank(number);
            if (bank.IsValid)
            {
                WriteBank(number, in bank);
            }
        }
    }

    private static void WriteBank(uint number, in MachineCheckBank bank)
    {
        Terminal.Write($"bank {number}: status 0x{bank.Status:x16}, error code 0x{bank.Code:x4}");
        Terminal.Write(bank.IsUncorrected ? ", uncorrected"u8 : ", corrected"u8);
        Terminal.Write(bank.IsContextCorrupt ? ", the processor's context is corrupt"u8 : ""u8);
        Terminal.Write(bank.HasLostErrors ? ", more errors were lost"u8 : ""u8);
        if (bank.HasAddress)
        {
            Terminal.Write($", at p0x{bank.Address:x16}");
        }

        Terminal.WriteLine();
    }

    private static void WriteRegisters(in InterruptFrame frame)
    {
        Terminal.WriteLine($"EIP 0x{frame.Eip:x8}  CS  0x{Selector(frame.Cs):x8}  EFLAGS 0x{frame.EFlags:x8}");
        Terminal.WriteLine($"EAX 0x{frame.Eax:x8}  EBX 0x{frame.Ebx:x8}  ECX 0x{frame.Ecx:x8}  EDX 0x{frame.Edx:x8}");
        Terminal.WriteLine($"ESI 0x{frame.Esi:x8}  EDI 0x{frame.Edi:x8}  EBP 0x{frame.Ebp:x8}  ESP 0x{frame.Esp:x8}");
        Terminal.WriteLine($"DS  0x{Selector(frame.Ds):x8}  ES  0x{Selector(frame.Es):x8}  FS  0x{Selector(frame.Fs):x8}  GS  0x{Selector(frame.Gs):x8}");
        Terminal.WriteLine($"CR0 0x{Processor.ReadCr0():x8}  CR2 0x{Processor.ReadCr2():x8}  CR3 0x{Processor.ReadCr3():x8}  CR4 0x{Processor.ReadCr4():x8}");
    }

    private static uint Selector(uint pushed) => (ushort)pushed;
}
