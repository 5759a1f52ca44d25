// Faults in words.

using System;
using Osmosis.Memory;

namespace Osmosis.Faults;

public static class FaultText
{
    /// <summary>The fault's name (SDM volume 3, "Protected-Mode Exceptions and Interrupts").</summary>
    public static ReadOnlySpan<byte> Describe(this FaultKind kind) => kind switch
    {
        FaultKind.DivideError => "division error (#DE)"u8,
        FaultKind.Debug => "debug exception (#DB)"u8,
        FaultKind.NonMaskableInterrupt => "non-maskable interrupt"u8,
        FaultKind.Breakpoint => "breakpoint (#BP)"u8,
        FaultKind.Overflow => "overflow trap (#OF)"u8,
        FaultKind.BoundRange => "bound range exceeded (#BR)"u8,
        FaultKind.InvalidOpcode => "invalid opcode (#UD)"u8,
        FaultKind.DeviceNotAvailable => "floating-point unit not available (#NM)"u8,
        FaultKind.DoubleFault => "double fault (#DF)"u8,
        FaultKind.CoprocessorOverrun => "coprocessor segment overrun"u8,
        FaultKind.InvalidTaskState => "invalid task state (#TS)"u8,
        FaultKind.SegmentNotPresent => "segment not present (#NP)"u8,
        FaultKind.StackSegment => "stack-segment fault (#SS)"u8,
        FaultKind.GeneralProtection => "general protection (#GP)"u8,
        FaultKind.PageFault => "page fault (#PF)"u8,
        FaultKind.FloatingPoint => "x87 floating-point error (#MF)"u8,
        FaultKind.AlignmentCheck => "alignment check (#AC)"u8,
        FaultKind.MachineCheck => "machine check (#MC)"u8,
        FaultKind.SimdFloatingPoint => "SSE floating-point error (#XM)"u8,
        FaultKind.Virtualization => "virtualization exception (#VE)"u8,
        FaultKind.ControlProtection => "control protection (#CP)"u8,
        FaultKind.LanguageCheck => "a check of the C# language"u8,
        _ => "reserved exception"u8,
    };

    /// <summary>The usual meaning, for kinds that have neither an address nor a selector.</summary>
    public static ReadOnlySpan<byte> Explain(this FaultKind kind) => kind switch
    {
        FaultKind.DivideError => "the divisor is 0, or the quotient is too large"u8,
        FaultKind.Debug => "single step, or a debug register's address"u8,
        FaultKind.NonMaskableInterrupt => "the hardware or a watchdog reports an error"u8,
        FaultKind.Breakpoint => "the instruction int3 was executed"u8,
        FaultKind.Overflow => "the instruction into found the overflow flag set"u8,
        FaultKind.BoundRange => "bound found an index outside"u8,
        FaultKind.InvalidOpcode => "the bytes are no instruction of this processor"u8,
        FaultKind.DoubleFault => "another exception's handler could not be entered"u8,
        FaultKind.DeviceNotAvailable => "CR0.TS or CR0.EM is set"u8,
        FaultKind.FloatingPoint => "an x87 instruction before this one failed"u8,
        FaultKind.AlignmentCheck => "an address was not aligned, and CR0.AM asks for it"u8,
        FaultKind.MachineCheck => "the processor or the memory reports an error"u8,
        FaultKind.SimdFloatingPoint => "MXCSR doesn't mask what failed"u8,
        _ => "the kernel doesn't expect it"u8,
    };

    public static ReadOnlySpan<byte> Describe(this PageAccess access) => access switch
    {
        PageAccess.Write => "write"u8,
        PageAccess.Fetch => "execute"u8,
        _ => "read"u8,
    };

    public static ReadOnlySpan<byte> Describe(this PageFaultCause cause) => cause switch
    {
        PageFaultCause.NoTable => "no table covers it"u8,
        PageFaultCause.NotMapped => "the page is not mapped"u8,
        PageFaultCause.ReadOnly => "the page is read-only"u8,
        PageFaultCause.KernelOnly => "the kernel's page"u8,
        PageFaultCause.ProgramsPage => "a program's page"u8,
        PageFaultCause.ReservedBit => "a reserved bit is set"u8,
        _ => "stale TLB (no invlpg?)"u8,
    };

    public static ReadOnlySpan<byte> Describe(this DescriptorTable table) => table switch
    {
        DescriptorTable.Interrupt => "IDT"u8,
        DescriptorTable.Local => "LDT"u8,
        _ => "GDT"u8,
    };

    /// <summary>Why the kernel can't survive it.</summary>
    public static ReadOnlySpan<byte> Describe(this FaultOutcome outcome) => outcome switch
    {
        FaultOutcome.DoubleFault => "a double fault: the handler of another exception could not be entered"u8,
        FaultOutcome.Hardware => "the hardware reported an error, which no command caused"u8,
        FaultOutcome.InterruptHandler => "the fault came in an interrupt handler"u8,
        FaultOutcome.CoreBusy => "the fault came while frames, paging or the heap were being changed"u8,
        FaultOutcome.StackSmashed => "the stack was overwritten, and with it perhaps the way back"u8,
        FaultOutcome.NoCommand => "the fault came while no command was running"u8,
        _ => "the command is ended"u8,
    };

    /// <summary>A region's name. Which stack it is, the next says.</summary>
    public static ReadOnlySpan<byte> Describe(this AddressRegion region) => region switch
    {
        AddressRegion.NullPage => "page 0"u8,
        AddressRegion.LowMemory => "the first MiB"u8,
        AddressRegion.VideoMemory => "VGA text memory"u8,
        AddressRegion.KernelCode => "the kernel's code"u8,
        AddressRegion.KernelConstants => "the kernel's constants"u8,
        AddressRegion.KernelData => "the kernel's variables"u8,
        AddressRegion.IdentityWindowEnd => "the identity window past the kernel's end"u8,
        AddressRegion.HeapMapped => "the heap's mapped part"u8,
        AddressRegion.HeapUnmapped => "the heap's unmapped part"u8,
        AddressRegion.Unused => "unused address space"u8,
        AddressRegion.SpaceRecords => "the records of address spaces"u8,
        AddressRegion.Framebuffer => "the framebuffer"u8,
        AddressRegion.ScratchPage => "the scratch page"u8,
        AddressRegion.StackGuardLow => "the guard page below a stack"u8,
        AddressRegion.Stack => "a stack"u8,
        AddressRegion.StackGuardHigh => "the guard page above a stack"u8,
        AddressRegion.ScratchSlotUnused => "the unused rest of the scratch slot"u8,
        AddressRegion.FrameWindows => "the windows on frames"u8,
        AddressRegion.PageTables => "the page tables (recursive slot)"u8,
        AddressRegion.PageDirectory => "the page directory (recursive slot)"u8,
        _ => "an unknown region"u8,
    };

    /// <summary>A stack's name, as in "kernel stack".</summary>
    public static ReadOnlySpan<byte> Describe(this StackKind stack) => stack switch
    {
        StackKind.Kernel => "kernel stack"u8,
        StackKind.DoubleFault => "double-fault stack"u8,
        StackKind.Fault => "fault stack"u8,
        StackKind.Interrupt => "interrupt stack"u8,
        _ => "unknown stack"u8,
    };
}
