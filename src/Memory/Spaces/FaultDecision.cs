namespace Osmosis.Memory.Spaces;

/// <summary>What a program, or the kernel for it, wanted to do.</summary>
public enum Access : byte
{
    /// <summary>Read or execute: on the i386 the processor tells no difference.</summary>
    Read,
    Write,
}

/// <summary>What a page's table entry says.</summary>
public enum EntryState : byte
{
    /// <summary>Nothing, or there is no table.</summary>
    Empty,

    /// <summary>A page that is not to be accessed.</summary>
    Kept,

    /// <summary>A page that is not to be written; also any page below a table that others have.</summary>
    ReadOnly,

    /// <summary>A page that may be written.</summary>
    Writable,
}

/// <summary>Whose the page is that an entry names.</summary>
public enum PageOwner : byte
{
    /// <summary>The zero frame.</summary>
    Zero,

    /// <summary>The space's alone: the frame has one reference, and its table one.</summary>
    Sole,

    /// <summary>Several spaces'.</summary>
    Several,

    /// <summary>An object's.</summary>
    Object,
}

/// <summary>All that a decision depends on.</summary>
public struct FaultFacts
{
    /// <summary>What was wanted.</summary>
    public Access Access;

    /// <summary>Whether the page belongs to a region; without one nothing else matters.</summary>
    public bool HasRegion;

    /// <summary>What the region allows.</summary>
    public Rights Rights;

    /// <summary>Whether writes to the region reach its object.</summary>
    public bool IsShared;

    /// <summary>Whether the region shows an object.</summary>
    public bool HasObject;

    /// <summary>Whether the object has that page.</summary>
    public bool IsInside;

    /// <summary>What the tables say.</summary>
    public EntryState Entry;

    /// <summary>Whose page it is; without an entry it means nothing.</summary>
    public PageOwner Owner;
}

/// <summary>What is done about a fault, or why it is the program's own.</summary>
public enum FaultAnswer : byte
{
    /// <summary>The tables allow the access: the processor remembered something older.</summary>
    Retry,

    /// <summary>The zero frame is shown, read-only.</summary>
    ShowZero,

    /// <summary>A new page of zeros is mapped, writable.</summary>
    NewPage,

    /// <summary>The page is copied, and the copy mapped, writable.</summary>
    CopyPage,

    /// <summary>Nobody else has the page any more: it becomes writable.</summary>
    TakeOver,

    /// <summary>The object's page is shown, read-only.</summary>
    ShowObject,

    /// <summary>The object's page is mapped, writable, and counts as changed from now on.</summary>
    WriteObject,

    /// <summary>The object's page is copied, and the copy mapped, writable.</summary>
    CopyObject,

    /// <summary>The page that was kept is shown again, read-only.</summary>
    ShowKept,

    /// <summary>Nothing is mapped there (SIGSEGV).</summary>
    NoRegion,

    /// <summary>The region doesn't allow it (SIGSEGV).</summary>
    NotAllowed,

    /// <summary>The page lies past the end of the object (SIGBUS).</summary>
    PastEnd,
}

/// <summary>
/// What a fault does (S3): a total function. Region and rights are looked at first, so that a refusal changes nothing;
/// then what the tables say. The answer never depends on a W bit that the processor reads: who may write follows from
/// region and owners (S4).
/// </summary>
public static class FaultDecision
{
    public static FaultAnswer Decide(in FaultFacts facts)
    {
        bool isWrite = facts.Access == Access.Write;
        if (!facts.HasRegion)
        {
            return FaultAnswer.NoRegion;
        }

        if (isWrite ? (facts.Rights & Rights.Write) == 0 : facts.Rights == Rights.None)
        {
            return FaultAnswer.NotAllowed;
        }

        if (facts.Entry == EntryState.Empty)
        {
            return facts.HasObject ? DecideObject(facts.IsInside, facts.IsShared, isWrite)
                : isWrite ? FaultAnswer.NewPage : FaultAnswer.ShowZero;
        }

        if (facts.Entry == EntryState.Writable || (!isWrite && facts.Entry == EntryState.ReadOnly))
        {
            return FaultAnswer.Retry;
        }

        return !isWrite ? FaultAnswer.ShowKept
            : facts.IsShared ? FaultAnswer.WriteObject
            : facts.Owner == PageOwner.Zero ? FaultAnswer.NewPage
            : facts.Owner == PageOwner.Sole ? FaultAnswer.TakeOver
            : FaultAnswer.CopyPage;
    }

    /// <summary>Whether an answer is a refusal: the access is not done.</summary>
    public static bool IsRefusal(this FaultAnswer answer) => answer >= FaultAnswer.NoRegion;

    private static FaultAnswer DecideObject(bool isInside, bool isShared, bool isWrite) =>
        !isInside ? FaultAnswer.PastEnd
        : !isWrite ? FaultAnswer.ShowObject
        : isShared ? FaultAnswer.WriteObject
        : FaultAnswer.CopyObject;
}
