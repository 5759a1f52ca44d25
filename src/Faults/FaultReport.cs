using Osmosis.Memory;
using Osmosis.Memory.Addresses;

namespace Osmosis.Faults;

/// <summary>An index that a check refused, and the length that it should be below.</summary>
public readonly struct RefusedIndex
{
    public readonly int Index;

    public readonly int Length;

    public RefusedIndex(int index, int length)
    {
        Index = index;
        Length = length;
    }
}

/// <summary>All that is known of a fault, as pure data (E2). The kernel prints it and acts on its outcome.</summary>
public readonly struct FaultReport
{
    // If only the exception's own pushes didn't fit, ESP is still above the guard page by their size. A function that
    // touches a page of its frame before it moves ESP there is at most a page away.
    private const uint OverflowMargin = MemoryLayout.PageSize;

    /// <summary>What was raised.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>The processor's error code, 0 where it pushes none; for a language check, the check's number.</summary>
    public required uint ErrorCode { get; init; }

    /// <summary>EIP.</summary>
    public required VirtualAddress Instruction { get; init; }

    /// <summary>ESP.</summary>
    public required VirtualAddress Stack { get; init; }

    /// <summary>
    /// The faulting address and its entries, for a page fault or a double fault. For a double fault it is the address
    /// of the last page fault, which is the likely cause.
    /// </summary>
    public required PageFaultReport? Page { get; init; }

    /// <summary>The index, when a language check refused one and its code passed it on.</summary>
    public RefusedIndex? Index { get; init; }

    /// <summary>
    /// Whether the processor pushes an error code that says something (Intel SDM volume 3, table 6-1). A double fault's
    /// is always 0.
    /// </summary>
    public bool HasErrorCode =>
        HasSelector || Kind is FaultKind.PageFault or FaultKind.AlignmentCheck or FaultKind.ControlProtection;

    /// <summary>Whether the error code describes a selector.</summary>
    public bool HasSelector => Kind is >= FaultKind.InvalidTaskState and <= FaultKind.GeneralProtection;

    /// <summary>The error code, when <see cref="HasSelector"/>.</summary>
    public SelectorErrorCode Selector => new(ErrorCode);

    /// <summary>
    /// Whether the instruction is the one after the cause, as for traps and for checks that are calls.
    /// </summary>
    public bool IsAfterCause => Kind is FaultKind.Breakpoint or FaultKind.Overflow or FaultKind.LanguageCheck;

    /// <summary>
    /// Whether a stack overflowed (E4): its lower guard page was touched, with ESP in it or next to it.
    /// </summary>
    public bool IsStackOverflow =>
        Page is { Location: { Region: AddressRegion.StackGuardLow } guard }
        && Stack.Value >= guard.Start && Stack.Value < guard.End + OverflowMargin;

    /// <summary>The stack that overflowed, when <see cref="IsStackOverflow"/>.</summary>
    public StackKind OverflowedStack => Page is { } page ? page.Location.Stack : default;

    /// <summary>Decides the outcome (E3).</summary>
    public FaultOutcome Decide(FaultSituation situation)
    {
        if (Kind is FaultKind.NonMaskableInterrupt or FaultKind.MachineCheck)
        {
            return FaultOutcome.Hardware;
        }

        // Interrupt handlers run on a stack of their own, commands on the kernel stack.
        if (IsStackOverflow && OverflowedStack == StackKind.Interrupt)
        {
            return FaultOutcome.InterruptHandler;
        }

        bool isExplained = IsStackOverflow && OverflowedStack == StackKind.Kernel;
        if ((Kind == FaultKind.DoubleFault && !isExplained)
            || KernelStack.Of(StackKind.DoubleFault).Contains(Stack.Value))
        {
            return FaultOutcome.DoubleFault;
        }

        return situation switch
        {
            { InterruptDepth: not 0 } => FaultOutcome.InterruptHandler,
            { IsCoreBusy: true } => FaultOutcome.CoreBusy,
            { IsStackSmashed: true } => FaultOutcome.StackSmashed,
            { IsCommandRunning: false } => FaultOutcome.NoCommand,
            _ => FaultOutcome.EndCommand,
        };
    }
}
