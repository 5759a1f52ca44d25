// A failing sequence for a terminal: each step's line, and what it changed.
namespace Osmosis.Lab.Tracing;

/// <param name="to">Where it is written.</param>
/// <param name="isColoured">Stale entries and the broken rule are red.</param>
internal sealed class TraceText(TextWriter to, bool isColoured)
{
    /// <summary>A student's lines and lists of owners are cut off here.</summary>
    private const int Columns = 98;

    private const string Red = "\e[31m";
    private const string Plain = "\e[0m";

    public void Write(ShownRule shown)
    {
        Put($"Lab {shown.Lab}, rule {shown.Rule.Rule}: {shown.Rule.Title}");
        if (shown.Rule.Forgiven.Count > 0)
        {
            Put($"(broken before, and forgiven here: {string.Join(", ", shown.Rule.Forgiven)})");
        }

        if (shown.Trace.LeftOut > 0)
        {
            Put($"(the first {shown.Trace.LeftOut:N0} steps are left out)");
        }

        MachinePicture before = shown.Trace.Before;
        int call = -1, number = 0;
        foreach (TraceStep step in shown.Trace.Steps)
        {
            if (step.Call != call)
            {
                call = step.Call;
                Put("");
                Put($"call {call + 1} of {shown.Rule.Steps.Count}: {shown.Rule.Steps[call]}");
            }

            WriteStep(++number, step, shown);
            WriteChanges(before, step.After);
            before = step.After;
        }

        WriteEnd(shown);
    }

    private void WriteStep(int number, TraceStep step, ShownRule shown)
    {
        string what = step.Kind == "end" ? EndOf(step, shown) : step.What;
        if (step.Line > 0)
        {
            string callers = string.Concat(step.Callers.Select(line => $" ← {line}"));
            Put($"{number,4}  {shown.FileName}:{step.Line}{callers}  {shown.TextOf(step.Line)}");
            Put($"        {what}{(step.Place.Length == 0 ? "" : $"   ({step.Place})")}");
        }
        else
        {
            Put($"{number,4}  {what}");
        }
    }

    private static string EndOf(TraceStep step, ShownRule shown) =>
        step.Call == shown.Rule.Steps.Count - 1 ? "the rule is broken here" : "the call is over";

    private void WriteChanges(MachinePicture before, MachinePicture after)
    {
        foreach (ChangedRow changed in PictureChanges.Of(before, after))
        {
            PictureRow row = changed.Row;
            bool isGone = changed.Change == RowChange.Gone;
            bool isStale = !isGone && row.Stale.Length > 0;
            string mark = isGone ? "-" : changed.Change == RowChange.Appeared ? "+" : "~";
            Put($"          {(isStale ? "!" : mark)} {changed.Section,-9} {row.Where} {row.What}", isStale);
            if (isStale)
            {
                Put($"              STALE: {row.Stale}", isStale);
            }
        }
    }

    private void WriteEnd(ShownRule shown)
    {
        Put("");
        Put($"✗ {shown.Rule.What}.", isRed: true);
        foreach (string fact in ((string[])[shown.Rule.Expected, shown.Rule.Said]).Where(fact => fact.Length > 0))
        {
            Put($"  {fact}");
        }

        if (shown.Rule.Line.Split(':') is [_, string line])
        {
            Put($"  {shown.Rule.Line} in {shown.Rule.Method}:  {shown.TextOf(int.Parse(line))}");
        }

        if (shown.Rule.Why.Length > 0)
        {
            Put($"  {char.ToUpperInvariant(shown.Rule.Why[0])}{shown.Rule.Why[1..]}.");
        }
    }

    private void Put(string line, bool isRed = false)
    {
        string shown = line.Length > Columns ? line[..(Columns - 1)] + "…" : line;
        to.WriteLine(isRed && isColoured ? $"{Red}{shown}{Plain}" : shown);
    }
}
