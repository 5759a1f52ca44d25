// Handles a fault: examines it, decides the outcome and prints the report; then the command or the system ends.

using System;
using Internal.Runtime.CompilerHelpers;
using Osmosis.Faults;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Devices;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Memory;
using Osmosis.Kernel.Snapshot;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Texts;
using Osmosis.Metal;

namespace Osmosis.Kernel.Cpu;

internal static class FaultHandler
{
    /// <summary>
    /// Answers a page fault of the loaded address space, when the kernel has tried a program's access on purpose. False
    /// when it must be reported. Bits that are reserved are never ours.
    /// </summary>
    public static bool TryAnswer(in InterruptFrame frame)
    {
        PageFaultCode code = new(frame.ErrorCode);
        return !code.IsReservedBit && ProgramPages.AreAllowed(frame.EFlags)
            && KernelSpaces.TryAnswer(new VirtualAddress(Processor.ReadCr2()), code.IsWrite);
    }

    /// <summary>
    /// Reports a fault; returns if the command that caused it must be ended. A fault during a report gets a short line;
    /// a fault during that line gets silence.
    /// </summary>
    /// <param name="frame">The interrupted code's state.</param>
    /// <param name="interruptDepth">How many interrupts were being handled.</param>
    public static void Handle(in InterruptFrame frame, uint interruptDepth)
    {
        FaultKind kind = (FaultKind)frame.Vector;
        if (kind == FaultKind.MachineCheck)
        {
            MachineCheck.Acknowledge();
        }

        Screen.NoteFault(Processor.ReadCr2());
        switch (Panic.BeginReport())
        {
            case 1:
                Terminal.PrepareForFault();
                break;
            case 2:
                Terminal.WriteLine(
                    $"\npanic: {kind.Describe()} while reporting: EIP 0x{frame.Eip:x8}"
                        + $", error code 0x{frame.ErrorCode:x8}, CR2 0x{Processor.ReadCr2():x8}{OverflowIn(kind)}");
                Panic.Act();
                break;
            default:
                Processor.HaltForever();
                break;
        }

        SnapshotStages.NoteFault(in frame);
        FaultReport report = Examine(in frame);
        FaultSituation situation = new()
        {
            InterruptDepth = interruptDepth,
            IsCommandRunning = Recovery.IsPossible,
            IsCoreBusy = CoreUse.IsBusy,
            IsStackSmashed = report.Kind == FaultKind.LanguageCheck
                && report.ErrorCode == (uint)RuntimeFailureKind.StackSmashed,
        };
        FaultOutcome outcome = report.Decide(situation);
        FaultRecord.Keep(in report, in frame);
        FaultPrinter.Print();
        if (outcome != FaultOutcome.EndCommand)
        {
            FaultPrinter.PrintPanic(outcome);
            Panic.Act();
        }

        FaultPrinter.PrintNext();
        Panic.EndReport();
    }

    // For a double fault while reporting: whether the fault stack overflowed.
    private static ReadOnlySpan<byte> OverflowIn(FaultKind kind)
    {
        AddressLocation place = AddressText.Layout.Locate(new VirtualAddress(Processor.ReadCr2()));
        return kind == FaultKind.DoubleFault && place is { Region: AddressRegion.StackGuardLow, Stack: StackKind.Fault }
            ? " (the fault stack is used up)"u8
            : ""u8;
    }

    private static FaultReport Examine(in InterruptFrame frame)
    {
        FaultKind kind = (FaultKind)frame.Vector;
        bool hasIndex = kind == FaultKind.LanguageCheck && frame.ErrorCode == (uint)RuntimeFailureKind.IndexOutsideSpan;
        bool hasAddress = kind is FaultKind.PageFault or FaultKind.DoubleFault
            && (Processor.ReadCr0() & Processor.Cr0Paging) != 0;
        return new FaultReport
        {
            Kind = kind,
            ErrorCode = frame.ErrorCode,
            Instruction = new VirtualAddress(frame.Eip),
            Stack = new VirtualAddress(frame.Esp),
            Page = hasAddress ? ExaminePage(in frame) : null,
            Index = hasIndex ? new RefusedIndex((int)frame.Ecx, (int)frame.Edx) : null,
        };
    }

    private static PageFaultReport ExaminePage(in InterruptFrame frame) => PageFaultReport.Create(
        new VirtualAddress(Processor.ReadCr2()),
        new PageFaultCode(frame.ErrorCode),
        new VirtualAddress(frame.Eip),
        AddressText.Layout,
        in KernelMemory.Paging) with
    {
        IsKernelKeptOut = ProgramPages.AreProtected,
    };
}
