// A failing sequence step by step: what the answer did, and the machine after it.
namespace Osmosis.Lab.Tracing;

/// <param name="Before">The machine before the first step.</param>
/// <param name="Steps">In order.</param>
/// <param name="LeftOut">The number of steps at the beginning that are not kept.</param>
public sealed record Trace(MachinePicture Before, IReadOnlyList<TraceStep> Steps, int LeftOut);

/// <summary>An event of the answer, a run of like events, or the end of a call.</summary>
/// <param name="Kind">A kind of event in lower case, or "end".</param>
/// <param name="Call">The number of the call in the sequence, from 0.</param>
/// <param name="Count">The number of events that it stands for.</param>
/// <param name="What">As the answer wrote it, such as "Store(0x00008004, 0x00010003)"; empty for the end of a call.
/// </param>
/// <param name="Place">Where in the tables this is; empty elsewhere.</param>
/// <param name="Line">The answer's line; 0 when it has none.</param>
/// <param name="Callers">The lines that called this line's method, innermost first.</param>
/// <param name="After">The machine after it.</param>
public sealed record TraceStep(
    string Kind, int Call, int Count, string What, string Place, int Line, IReadOnlyList<int> Callers,
    MachinePicture After);

/// <summary>The state of the machine, as far as a person wants to see it. Lowest first.</summary>
/// <param name="Directory">The present entries of the loaded directory.</param>
/// <param name="Tables">The present entries of its tables, by page.</param>
/// <param name="Tlb">The translations that the TLB holds, by page.</param>
/// <param name="Held">The directory entries that the processor holds.</param>
/// <param name="Frames">Each frame of the world, and whose it is.</param>
public sealed record MachinePicture(
    IReadOnlyList<PictureRow> Directory, IReadOnlyList<PictureRow> Tables, IReadOnlyList<PictureRow> Tlb,
    IReadOnlyList<PictureRow> Held, IReadOnlyList<PictureRow> Frames);

/// <param name="Where">A page, an entry or a frame.</param>
/// <param name="What">What is there.</param>
/// <param name="Kind">The explorer's name for what is there (explorer/src/ui/kinds.ts), or "page".</param>
/// <param name="Stale">Empty; or what the tables say in place of what is held.</param>
/// <param name="IsCount">What is there is a count, which changes too often to be shown at each change.</param>
public sealed record PictureRow(string Where, string What, string Kind, string Stale = "", bool IsCount = false);
