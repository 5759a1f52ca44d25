namespace Osmosis.Lab.Checking;

/// <summary>What an answer asked the machine for.</summary>
public enum MachineEventKind
{
    Load,
    Store,
    Invalidate,
    Take,
    Refused,
    Free,
    Control,

    /// <summary>A call of the answer has returned. Only a watcher is told.</summary>
    Return,
}

/// <summary>A line of the answer, and the method that it is in.</summary>
public readonly record struct AnswerLine(string Method, int Line);

/// <summary>An event of a replay, with the lines that led to it.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="Call">The number of the operation, from 0.</param>
/// <param name="Address">Where, or which frame.</param>
/// <param name="Value">What was stored.</param>
/// <param name="Old">What is there before a load or a store; 0 also when nobody has written it.</param>
/// <param name="Page">
/// The number of the page whose table entry was stored; the first of its 1024 for a directory entry; otherwise the
/// largest value.
/// </param>
/// <param name="IsDirectory">A directory entry was stored.</param>
/// <param name="Stack">The lines of the answer, innermost first.</param>
/// <param name="Origin">The line that computed the address; null when none is known.</param>
public sealed record MachineEvent(
    MachineEventKind Kind, int Call, uint Address, uint Value, uint Old, uint Page, bool IsDirectory,
    IReadOnlyList<AnswerLine> Stack, AnswerLine? Origin = null)
{
    public const uint NoPage = uint.MaxValue;
}
