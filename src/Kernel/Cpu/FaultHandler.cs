// What happens at a fault: it is examined, the outcome decided, the report printed; then the command ends, or the system.

using Internal.Runtime.CompilerHelpers;
using Osmosis.Faults;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Memory;
using Osmosis.Kernel.Snapshot;
using Osmosis.Memory.Addresses;

namespace Osmosis.Kernel.Cpu;

internal static class FaultHandler
{
    /// <summary>
    /// Reports a fault; returns if the command that caused it is to be ended. A fault that comes while reporting gets a short line; one that
    /// comes even then, silence.
    /// </summary>
    /// <param name="frame">What the fault interrupted.</param>
    /// <param name="interruptDepth">How many interrupts were being handled.</param>
    public static void Handle(in InterruptFrame frame, uint interruptDepth)
    {
        switch (Panic.BeginReport())
        {
            case 1:
                break;
            case 2:
                Terminal.WriteLine($"\npanic: {((FaultKind)frame.Vector).Describe()} while reporting: EIP 0x{frame.Eip:x8}, error code 0x{frame.ErrorCode:x8}, CR2 0x{Processor.ReadCr2():x8}");
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
            IsStackSmashed = report.Kind == FaultKind.LanguageCheck && report.ErrorCode == (uint)RuntimeFailureKind.StackSmashed,
        };
        FaultOutcome outcome = report.Decide(situation);
        FaultPrinter.Print(in report, in frame);
        if (outcome != FaultOutcome.EndCommand)
        {
            FaultPrinter.PrintPanic(outcome);
            Panic.Act();
        }

        Panic.EndReport();
    }

    private static FaultReport Examine(in InterruptFrame frame)
    {
        FaultKind kind = (FaultKind)frame.Vector;
        bool hasAddress = kind is FaultKind.PageFault or FaultKind.DoubleFault && (Processor.ReadCr0() & Processor.Cr0Paging) != 0;
        return new FaultReport
        {
            Kind = kind,
            ErrorCode = frame.ErrorCode,
            Instruction = new VirtualAddress(frame.Eip),
            Stack = new VirtualAddress(frame.Esp),
            Page = hasAddress ? ExaminePage(in frame) : null,
        };
    }

    private static PageFaultReport ExaminePage(in InterruptFrame frame) => PageFaultReport.Create(
        new VirtualAddress(Processor.ReadCr2()),
        new PageFaultCode(frame.ErrorCode),
        new VirtualAddress(frame.Eip),
        AddressText.Layout,
        in KernelMemory.Paging);
}
