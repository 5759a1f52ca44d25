// From an answer that is loaded to its verdict.
using Osmosis.Lab.Checking;
using Osmosis.Lab.Tracing;

namespace Osmosis.Lab.Searching;

internal static class SearchedCheck
{
    /// <summary>No more states than these are kept of which the model knows others alike, unless a deeper search is
    /// asked for.</summary>
    public const int MostStates = 6_000;

    /// <param name="lab">The lab.</param>
    /// <param name="answer">An object with the contract's methods.</param>
    /// <param name="depth">The length of the longest sequence; 0: the lab's own.</param>
    public static Verdict Run(SearchedLab lab, object answer, int depth) => Run(lab, answer, depth, out _);

    /// <summary>Judges, and does the sequence that breaks a rule once more to watch it.</summary>
    /// <param name="lab">The lab.</param>
    /// <param name="answer">An object with the contract's methods.</param>
    /// <param name="depth">The length of the longest sequence; 0: the lab's own.</param>
    /// <param name="rule">The rule's name.</param>
    /// <returns>The verdict, and the sequence; null when the rule isn't broken.</returns>
    public static (Verdict, Trace?) Show(SearchedLab lab, object answer, int depth, string rule)
    {
        Verdict verdict = Run(lab, answer, depth, out Search search);
        if (!search.Breaks.TryGetValue(rule, out List<Break>? breaks))
        {
            return (verdict, null);
        }

        TraceRecorder recorder = new();
        Replay.Do(breaks[0], forgiven => lab.CreateWorld(answer, forgiven), recorder.Watch);
        return (verdict, recorder.Trace);
    }

    private static Verdict Run(SearchedLab lab, object answer, int depth, out Search search)
    {
        bool isDeeper = depth > lab.Depth;
        search = new Search(
            forgiven => lab.CreateWorld(answer, forgiven), lab.Rules, depth > 0 ? depth : lab.Depth,
            isDeeper ? int.MaxValue : MostStates);
        search.Run();
        List<RuleVerdict> rules = [];
        foreach (Rule rule in lab.Rules)
        {
            RuleVerdict verdict = Kept(rule, search, lab);
            rules.Add(search.Breaks.TryGetValue(rule.Name, out List<Break>? breaks)
                ? Broken(breaks, verdict, lab, forgiven => lab.CreateWorld(answer, forgiven))
                : verdict);
        }

        return new Verdict(
            lab.Number, rules.Sum(rule => rule.Points), rules.Sum(rule => rule.Of), rules, search.States,
            search.ModelStates, search.Transitions, search.Depth, search.IsComplete, search.Searches, search.Seconds,
            "", [])
        {
            IsLimited = search.IsLimited,
        };
    }

    /// <summary>The first break in full, and the lines of the others. A line that a second method calls breaks the rule
    /// in both, and is one mistake.</summary>
    private static RuleVerdict Broken(
        List<Break> breaks, RuleVerdict verdict, SearchedLab lab, Func<IReadOnlySet<string>, World> createWorld)
    {
        RuleVerdict[] told =
        [
            .. breaks.Select(found => Replay.Tell(found, verdict, lab, createWorld))
                .DistinctBy(other => other.Innermost).Select(other => other.Verdict),
        ];
        return told[0] with
        {
            Also =
            [
                .. told.DistinctBy(other => other.Line).Skip(1).Where(other => other.Line.Length > 0)
                    .Select(other => new OtherBreak(other.Line, other.Method, other.What, other.Steps)),
            ],
        };
    }

    private static RuleVerdict Kept(Rule rule, Search search, SearchedLab lab)
    {
        bool isReached = search.WasExercised(rule.Name);
        double part = PartReached(search.ModelStates, lab.ModelStates);
        int points = isReached ? (int)(rule.Points * part) : 0;
        int all = lab.ModelStates.Sum(), reached = Math.Min(search.ModelStates.Sum(), all);
        string why = !isReached ? "no call got as far as this rule"
            : part < 1 ? $"kept in {reached:N0} of {all:N0} states; the others can't be reached yet" : "";
        return new RuleVerdict(
            rule.Name, rule.Title, points == rule.Points, isReached, points, rule.Points, "", [], "", "", "", "", [],
            why, [], rule.Requirement, rule.Read, [], [], []);
    }

    /// <summary>
    /// Of the states that 1, 2, 3 … calls can reach the part that was reached, on average over the numbers of calls.
    /// One method that isn't right yet shuts off most of what long sequences reach, and little of what short ones do.
    /// </summary>
    private static double PartReached(IReadOnlyList<int> reached, IReadOnlyList<int> all)
    {
        double sum = 0;
        for (int calls = 1; calls < all.Count; calls++)
        {
            // The state at the beginning is nobody's work.
            int of = all.Take(calls + 1).Sum() - all[0];
            sum += of == 0 ? 1 : Math.Min(1.0, (double)(reached.Take(calls + 1).Sum() - all[0]) / of);
        }

        return all.Count == 1 ? 1 : sum / (all.Count - 1);
    }
}
