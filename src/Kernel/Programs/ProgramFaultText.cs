// The line on its terminal that says why a program was ended by a fault.

using System;
using Osmosis.Faults;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Memory.Texts;
using Osmosis.Programs.Processes;

namespace Osmosis.Kernel.Programs;

internal static class ProgramFaultText
{
    /// <summary>What a page fault was about, and why it was refused. The process still has its space.</summary>
    public static void WritePageFault(in Process process, in Registers registers, VirtualAddress address)
    {
        PageFaultCode code = new(registers.ErrorCode);
        FaultAnswer answer = KernelPrograms.Core.Spaces.Foresee(process.Space, address,
            code.IsWrite ? Access.Write : Access.Read);
        ProgramFaults.NotePage(ref ProgramFaults.Note(in process, in registers), process.Space, address, code.IsWrite,
            answer);
        Start(in process);
        Terminal.WriteLine(
            $"{(code.IsWrite ? "write to"u8 : "read of"u8)} {address} at "
                + $"{new VirtualAddress(registers.Eip)}: {ReasonOf(answer)}");
    }

    /// <summary>Another exception.</summary>
    public static void Write(in Process process, in Registers registers)
    {
        ProgramFaults.Note(in process, in registers);
        Start(in process);
        Terminal.WriteLine(
            $"{((FaultKind)registers.Vector).Describe()} at {new VirtualAddress(registers.Eip)}"
                + $", error code 0x{registers.ErrorCode:x8}");
    }

    /// <summary>No frame is left for some program: this one is ended, because it holds most.</summary>
    public static void WriteNoFrame(in Process process, uint frames)
    {
        Start(in process);
        Terminal.WriteLine($"ended because no frame is free and it holds most, {new Quantity(frames, "frame"u8)}");
    }

    private static void Start(in Process process)
    {
        if (!Terminal.IsAtLineStart)
        {
            Terminal.WriteLine();
        }

        Terminal.Write($"program {process.Id}: ");
    }

    private static ReadOnlySpan<byte> ReasonOf(FaultAnswer answer) => answer switch
    {
        FaultAnswer.NoRegion => "no region is there"u8,
        FaultAnswer.NotAllowed => "the region doesn't allow it"u8,
        FaultAnswer.PastEnd => "the page lies past the end of what its region shows"u8,
        _ => "its page can't be had"u8,
    };
}
