// The known state of the stack between two instructions of a function.
using Iced.Intel;
using Osmosis.Metal;

namespace Osmosis.Symbols;

/// <summary>Distances are in bytes, up to the slot that ESP points at when the function starts.</summary>
/// <param name="FromEsp">From ESP; null when ESP was set to an unknown value.</param>
/// <param name="FromEbp">From EBP, while it is the frame's pointer.</param>
/// <param name="Callers">The places of the caller's registers.</param>
/// <param name="IsOutermost">EBP was cleared without being saved: there is no caller.</param>
internal readonly record struct StackState(int? FromEsp, int? FromEbp, CallersRegisters Callers, bool IsOutermost)
{
    public static StackState AtEntry => new(0, null, CallersRegisters.AtEntry, false);

    /// <summary>The facts on which two paths to the same instruction agree.</summary>
    public StackState Merge(StackState other) => new(
        FromEsp == other.FromEsp ? FromEsp : null,
        FromEbp == other.FromEbp ? FromEbp : null,
        Callers.Merge(other.Callers),
        IsOutermost || other.IsOutermost);

    /// <param name="interruptSlot">For a routine that ends in <c>iret</c>: the distance of the interrupted EIP above
    /// the slot of the distances.</param>
    public FrameRule ToRule(int? interruptSlot)
    {
        if (IsOutermost)
        {
            return new FrameRule(FrameKind.Outermost, false, 0, 0);
        }

        int shift = interruptSlot ?? 0;
        int? distance = (FromEbp ?? FromEsp) + shift;
        CallersRegister ebp = Callers[Register.EBP];
        int? saved = ebp.IsHeld ? 0 : ebp.SavedAt + shift;
        bool isKnown = distance is >= 0 and <= (int)FrameRule.MostDistance && distance % 4 == 0
            && saved is >= 0 and <= (int)FrameRule.MostSavedEbp && saved % 4 == 0;
        return isKnown
            ? new FrameRule(interruptSlot is null ? FrameKind.Call : FrameKind.Interrupt, FromEbp is not null,
                (uint)distance!, (uint)saved!)
            : new FrameRule(FrameKind.Unknown, false, 0, 0);
    }
}
