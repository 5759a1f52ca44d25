// The outcome of faults (E3), and which of them are stack overflows (E4).
namespace Osmosis.Memory.Tests.FaultTests;

public sealed class FaultReportTests
{
    private static readonly FaultSituation _command = new()
    {
        InterruptDepth = 0,
        IsCommandRunning = true,
        IsCoreBusy = false,
        IsStackSmashed = false
    };

    [Theory]
    [InlineData(FaultKind.PageFault)]
    [InlineData(FaultKind.DivideError)]
    [InlineData(FaultKind.InvalidOpcode)]
    [InlineData(FaultKind.GeneralProtection)]
    [InlineData(FaultKind.Breakpoint)]
    [InlineData(FaultKind.LanguageCheck)]
    public void A_command_s_fault_ends_the_command(FaultKind kind) =>
        Assert.Equal(FaultOutcome.EndCommand, Fault(kind).Decide(_command));

    [Fact]
    public void A_fault_without_a_command_is_a_panic() =>
        Assert.Equal(FaultOutcome.NoCommand,
            Fault(FaultKind.PageFault).Decide(_command with { IsCommandRunning = false }));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_fault_in_an_interrupt_handler_is_a_panic_though_it_interrupted_a_command(uint depth) =>
        Assert.Equal(FaultOutcome.InterruptHandler,
            Fault(FaultKind.PageFault).Decide(_command with { InterruptDepth = depth }));

    [Fact]
    public void A_fault_while_the_core_is_changed_is_a_panic() =>
        Assert.Equal(FaultOutcome.CoreBusy, Fault(FaultKind.LanguageCheck).Decide(_command with { IsCoreBusy = true }));

    [Fact]
    public void A_smashed_stack_is_a_panic() =>
        Assert.Equal(FaultOutcome.StackSmashed,
            Fault(FaultKind.LanguageCheck).Decide(_command with { IsStackSmashed = true }));

    [Theory]
    [InlineData(FaultKind.NonMaskableInterrupt)]
    [InlineData(FaultKind.MachineCheck)]
    public void What_the_hardware_reports_is_no_command_s_fault(FaultKind kind) =>
        Assert.Equal(FaultOutcome.Hardware, Fault(kind).Decide(_command));

    [Fact]
    public void A_double_fault_is_a_panic_unless_the_stack_s_overflow_explains_it()
    {
        Assert.Equal(FaultOutcome.DoubleFault, Fault(FaultKind.DoubleFault).Decide(_command));
        FaultReport overflow = StackFault(FaultKind.DoubleFault, MemoryLayout.StackBottom,
            MemoryLayout.StackBottom - 4);
        Assert.Equal(FaultOutcome.EndCommand, overflow.Decide(_command));
        Assert.Equal(FaultOutcome.CoreBusy, overflow.Decide(_command with { IsCoreBusy = true }));
        Assert.Equal(FaultOutcome.InterruptHandler, overflow.Decide(_command with { InterruptDepth = 1 }));
    }

    [Theory]
    [InlineData(StackKind.Kernel, FaultOutcome.EndCommand)]
    [InlineData(StackKind.Interrupt, FaultOutcome.InterruptHandler)]
    [InlineData(StackKind.Fault, FaultOutcome.DoubleFault)]
    [InlineData(StackKind.DoubleFault, FaultOutcome.DoubleFault)]
    public void Only_the_kernel_stack_s_overflow_is_a_command_s(StackKind kind, FaultOutcome outcome)
    {
        KernelStack stack = KernelStack.Of(kind);
        FaultReport overflow = StackFault(FaultKind.DoubleFault, stack.Bottom, stack.Bottom - 4);
        Assert.Equal((true, kind, outcome),
            (overflow.IsStackOverflow, overflow.OverflowedStack, overflow.Decide(_command)));
        FaultReport above = StackFault(FaultKind.DoubleFault, stack.Top, stack.Top);
        Assert.Equal((false, FaultOutcome.DoubleFault), (above.IsStackOverflow, above.Decide(_command)));
    }

    [Fact]
    public void The_double_fault_task_is_left_by_no_fault_in_it()
    {
        VirtualAddress inTask = new(KernelStack.Of(StackKind.DoubleFault).Bottom + 0x100);
        Assert.Equal(FaultOutcome.DoubleFault,
            (Fault(FaultKind.InvalidOpcode) with { Stack = inTask }).Decide(_command));
        Assert.Equal(FaultOutcome.Hardware, (Fault(FaultKind.MachineCheck) with { Stack = inTask }).Decide(_command));
    }

    [Theory]
    [InlineData(MemoryLayout.StackBottom, MemoryLayout.StackBottom - 4, true)]
    [InlineData(MemoryLayout.StackBottom - 500, MemoryLayout.StackBottom - 504, true)]
    [InlineData(MemoryLayout.StackGuardLow, MemoryLayout.StackGuardLow, true)]
    [InlineData(MemoryLayout.StackBottom + 0xFFF, MemoryLayout.StackBottom - 1, true)]
    [InlineData(MemoryLayout.StackBottom + 0x1000, MemoryLayout.StackBottom - 1, false)]
    [InlineData(MemoryLayout.StackGuardLow - 1, MemoryLayout.StackGuardLow, false)]
    [InlineData(MemoryLayout.StackBottom, MemoryLayout.StackGuardLow - 1, false)]
    [InlineData(MemoryLayout.StackBottom, 0, false)]
    [InlineData(MemoryLayout.StackTop, MemoryLayout.StackGuardHigh, false)]
    public void The_stack_overflowed_when_the_guard_page_was_touched_with_the_stack_pointer_at_it(uint stack,
        uint address, bool overflow)
    {
        Assert.Equal(overflow, StackFault(FaultKind.PageFault, stack, address).IsStackOverflow);
        Assert.Equal(overflow, StackFault(FaultKind.DoubleFault, stack, address).IsStackOverflow);
    }

    [Fact]
    public void Without_an_address_nothing_is_a_stack_overflow() =>
        Assert.False(
            (Fault(FaultKind.GeneralProtection)
                with
            { Stack = new VirtualAddress(MemoryLayout.StackBottom) }).IsStackOverflow);

    [Theory]
    [InlineData(FaultKind.InvalidTaskState, true)]
    [InlineData(FaultKind.SegmentNotPresent, true)]
    [InlineData(FaultKind.StackSegment, true)]
    [InlineData(FaultKind.GeneralProtection, true)]
    [InlineData(FaultKind.PageFault, false)]
    [InlineData(FaultKind.DoubleFault, false)]
    [InlineData(FaultKind.AlignmentCheck, false)]
    public void Four_exceptions_have_a_selector_for_error_code(FaultKind kind, bool selector) =>
        Assert.Equal(selector, Fault(kind).HasSelector);

    // Intel SDM volume 3, table 6-1; of a double fault it is always 0.
    [Fact]
    public void A_report_has_an_error_code_where_the_processor_says_something_by_one() => Assert.Equal(
        [
            FaultKind.InvalidTaskState, FaultKind.SegmentNotPresent, FaultKind.StackSegment,
            FaultKind.GeneralProtection,
            FaultKind.PageFault, FaultKind.AlignmentCheck, FaultKind.ControlProtection,
        ],
        Enum.GetValues<FaultKind>().Where(kind => Fault(kind).HasErrorCode));

    [Theory]
    [InlineData(FaultKind.Breakpoint, true)]
    [InlineData(FaultKind.Overflow, true)]
    [InlineData(FaultKind.LanguageCheck, true)]
    [InlineData(FaultKind.InvalidOpcode, false)]
    [InlineData(FaultKind.PageFault, false)]
    public void After_traps_and_calls_the_instruction_is_the_next_one(FaultKind kind, bool isAfterCause) =>
        Assert.Equal(isAfterCause, Fault(kind).IsAfterCause);

    [Fact]
    public void The_selector_is_that_of_the_error_code() =>
        Assert.Equal(0x2Bu, (Fault(FaultKind.GeneralProtection) with { ErrorCode = 0x2B }).Selector.Value);

    private static FaultReport Fault(FaultKind kind) => new()
    {
        Kind = kind,
        ErrorCode = 0,
        Instruction = new VirtualAddress(0x0010_1234),
        Stack = new VirtualAddress(MemoryLayout.StackTop - 64),
        Page = null,
    };

    private static FaultReport StackFault(FaultKind kind, uint stack, uint address)
    {
        VirtualAddress page = new(address);
        AddressSpaceLayout layout = new()
        {
            KernelStart = 0x0010_0000,
            CodeEnd = 0x0010_1000,
            ConstantsEnd = 0x0010_2000,
            KernelEnd = 0x0010_3000,
            IdentityEnd = 0x0010_3000,
            HeapMappedEnd = 0x0010_3000,
        };
        return Fault(kind) with
        {
            Stack = new VirtualAddress(stack),
            Page = new PageFaultReport
            {
                Address = page,
                Code = new PageFaultCode(2),
                Instruction = new VirtualAddress(0x0010_1234),
                Location = layout.Locate(page),
                DirectoryEntry = default,
                TableEntry = default,
            },
        };
    }
}
