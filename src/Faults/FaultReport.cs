using Osmosis.Memory;
using Osmosis.Memory.Addresses;

namespace Osmosis.Faults;

/// <summary>All that is known of a fault, as pure data (E2): printing it and obeying its outcome are the kernel's part.</summary>
public readonly struct FaultReport
{
    // What delivering an exception pushes may be all that didn't fit: then ESP is still that far above the guard page. A function that touches
    // a page of its frame before it moves ESP there is at most a page away.
    private const uint OverflowMargin = MemoryLayout.PageSize;

    /// <summary>What was raised.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>As the processor pushed it, 0 where it pushes none; for a language check, its number.</summary>
    public required uint ErrorCode { get; init; }

    /// <summary>EIP.</summary>
    public required VirtualAddress Instruction { get; init; }

    /// <summary>ESP.</summary>
    public required VirtualAddress Stack { get; init; }

    /// <summary>
    /// The address that was used, and its entries: for a page fault, and for a double fault, where it is the last page fault's, which is likely
    /// the cause.
    /// </summary>
    public required PageFaultReport? Page { get; init; }

    /// <summary>Whether the error code is a selector's.</summary>
    public bool HasSelector => Kind is >= FaultKind.InvalidTaskState and <= FaultKind.GeneralProtection;

    /// <summary>The error code, when <see cref="HasSelector"/>.</summary>
    public SelectorErrorCode Selector => new(ErrorCode);

    /// <summary>Whether the instruction is the one after what raised this: so for traps, and for checks that are calls.</summary>
    public bool IsAfterCause => Kind is FaultKind.Breakpoint or FaultKind.Overflow or FaultKind.LanguageCheck;

    /// <summary>Whether the kernel stack is used up (E4): the guard page below it was touched, with ESP in it or next to it.</summary>
    public bool IsStackOverflow =>
        Page is { Location.Region: AddressRegion.StackGuardLow }
        && Stack.Value >= MemoryLayout.StackGuardLow && Stack.Value < MemoryLayout.StackBottom + OverflowMargin;

    /// <summary>What is to happen (E3).</summary>
    public FaultOutcome Decide(FaultSituation situation)
    {
        if (Kind == FaultKind.DoubleFault && !IsStackOverflow)
        {
            return FaultOutcome.DoubleFault;
        }

        if (Kind is FaultKind.NonMaskableInterrupt or FaultKind.MachineCheck)
        {
            return FaultOutcome.Hardware;
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
