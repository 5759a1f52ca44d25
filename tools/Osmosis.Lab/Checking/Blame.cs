// Which line of the answer broke a rule: the last event that made what is wrong.
namespace Osmosis.Lab.Checking;

/// <summary>How the line is found among the events of a replay.</summary>
public sealed class Blame
{
    private readonly Func<IReadOnlyList<MachineEvent>, MachineEvent?>? _find;

    private Blame(Func<IReadOnlyList<MachineEvent>, MachineEvent?>? find, bool isOfLastCall = false, int line = 0)
    {
        _find = find;
        IsOfLastCall = isOfLastCall;
        Line = line;
    }

    private Blame(Blame blame, uint address)
        : this(blame._find, blame.IsOfLastCall, blame.Line)
    {
        IsOfAddress = true;
        Address = address;
    }

    /// <summary>The line that runs, or that ran last.</summary>
    public static Blame Here { get; } = new(null);

    /// <summary>An event counts only if it belongs to the last call.</summary>
    public bool IsOfLastCall { get; }

    /// <summary>A line that is known already; 0 otherwise.</summary>
    public int Line { get; }

    /// <summary>The address itself is wrong: the line that computed it is to blame, not the one that used it.</summary>
    public bool IsOfAddress { get; }

    /// <summary>The wrong address, when no event of the machine has it.</summary>
    public uint Address { get; }

    /// <summary>The same, but a wrong address is blamed on the line that computed it.</summary>
    /// <param name="address">The wrong address; an event's own, if there is one, counts in its place.</param>
    public Blame OrWhereComputed(uint address = 0) => new(this, address);

    public static Blame At(int line) => new(null, line: line);

    /// <summary>The last store that changed what the tables say of a page, be it the table's or the directory's entry.
    /// </summary>
    public static Blame StoreOfPage(uint page, bool isOfLastCall = false) => new(
        events => Last(events, e => e.Kind == MachineEventKind.Store
            && (e.IsDirectory ? e.Page >> 10 == page >> 10 : e.Page == page)),
        isOfLastCall);

    /// <summary>The last store to the table entry of a page.</summary>
    public static Blame StoreOfEntry(uint page) => new(events => Last(
        events, e => e.Kind == MachineEventKind.Store && !e.IsDirectory && e.Page == page));

    /// <summary>The last store to a directory entry.</summary>
    public static Blame StoreOfDirectoryEntry(uint directory, bool isOfLastCall = false) => new(
        events => Last(events, e => e.Kind == MachineEventKind.Store && e.IsDirectory && e.Page >> 10 == directory),
        isOfLastCall);

    /// <summary>The last store at an address.</summary>
    public static Blame StoreAt(uint address) => new(
        events => Last(events, e => e.Kind == MachineEventKind.Store && e.Address == address));

    /// <summary>The last store in a frame.</summary>
    public static Blame StoreInFrame(uint frame) => new(
        events => Last(events, e => e.Kind == MachineEventKind.Store && e.Address >> 12 == frame));

    /// <summary>The last store of all.</summary>
    public static Blame LastStore { get; } = new(events => Last(events, e => e.Kind == MachineEventKind.Store));

    /// <summary>The last store of a call. One that copies what the same call has prepared elsewhere is not it, but the
    /// store that prepared it.</summary>
    public static Blame LastStoreIn(int call) => new(events => Copies.LastMaking([.. events.Where(e => e.Call == call)])
        ?? Last(events, e => e.Kind == MachineEventKind.Store && e.Call == call));

    /// <summary>The store of the last call that emptied a table; otherwise where the table was taken.</summary>
    public static Blame Emptying(uint directory, uint frame) => new(events =>
        Last(events, e => e.Call == events[^1].Call && e.Kind == MachineEventKind.Store && !e.IsDirectory
            && e.Page != MachineEvent.NoPage && e.Page >> 10 == directory)
        ?? Last(events, e => e.Kind == MachineEventKind.Take && e.Address >> 12 == frame));

    /// <summary>The store of the last call that dropped the last entry of a frame; otherwise where it was taken.
    /// </summary>
    public static Blame Losing(uint frame) => new(events =>
        Last(events, e => e.Call == events[^1].Call && e.Kind == MachineEventKind.Store && (e.Old & 1) != 0
            && e.Old >> 12 == frame)
        ?? Last(events, e => e.Kind == MachineEventKind.Take && e.Address >> 12 == frame));

    /// <summary>
    /// The store that wrote over what is not 0 for the second time in one call: the word, or any word of the frame. An
    /// allocator's list that holds a frame twice got it so.
    /// </summary>
    public static Blame WrittenTwice(uint frame, uint word) => new(events => Last(
        events, e => IsOf(e, frame, word) && events.Any(
            first => first != e && first.Call == e.Call && IsOf(first, frame, word) && first.Address == e.Address
                && first.Value != 0)));

    /// <summary>The last store of an earlier call to the word, or to any word of the frame.</summary>
    public static Blame WrittenBefore(uint frame, uint word) => new(events => Last(
        events, e => e.Call < events[^1].Call && IsOf(e, frame, word)));

    /// <summary>Where a frame was taken last.</summary>
    public static Blame LastTaking { get; } = new(events => Last(events, e => e.Kind == MachineEventKind.Take));

    /// <summary>Where a frame was taken.</summary>
    public static Blame Taking(uint frame) => new(events => Last(
        events, e => e.Kind == MachineEventKind.Take && e.Address >> 12 == frame));

    /// <summary>The event, if one of the events is to blame.</summary>
    public MachineEvent? Find(IReadOnlyList<MachineEvent> events, int lastCall) =>
        _find is not null && events.Count > 0 && _find(events) is { } found && (!IsOfLastCall || found.Call == lastCall)
            ? found
            : null;

    private static bool IsOf(MachineEvent happened, uint frame, uint word) => happened.Kind == MachineEventKind.Store
        && (happened.Address == word || happened.Address >> 12 == frame >> 12);

    private static MachineEvent? Last(IReadOnlyList<MachineEvent> events, Func<MachineEvent, bool> isIt) =>
        events.LastOrDefault(isIt);
}
