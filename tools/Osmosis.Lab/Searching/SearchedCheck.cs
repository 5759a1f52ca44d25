// From an answer that is loaded to its verdict.
using Osmosis.Lab.Checking;
using Osmosis.Lab.Tracing;

namespace Osmosis.Lab.Searching;

internal static class SearchedCheck
{
    /// <summary>No more states than these are reached, unless a deeper search is asked for.</summary>
    private const int MostStates = 20_000;

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
        if (!search.Breaks.TryGetValue(rule, out Break? found))
        {
            return (verdict, null);
        }

        TraceRecorder recorder = new();
        Replay.Do(found, forgiven => lab.CreateWorld(answer, forgiven), recorder.Watch);
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
            rules.Add(search.Breaks.TryGetValue(rule.Name, out Break? found)
                ? Replay.Tell(found, verdict, lab, forgiven => lab.CreateWorld(answer, forgiven))
                : verdict);
        }

        return new Verdict(
            lab.Number, rules.Sum(rule => rule.Points), rules.Sum(rule => rule.Of), rules, search.States,
            search.ModelStates, search.Transitions, search.Depth, search.IsComplete, search.Searches, search.Seconds,
            "", []);
    }

    private static RuleVerdict Kept(Rule rule, Search search, SearchedLab lab)
    {
        bool isReached = search.WasExercised(rule.Name);
        int reached = Math.Min(search.ModelStates, lab.ModelStates);
        int points = isReached ? rule.Points * reached / lab.ModelStates : 0;
        string why = !isReached ? "no call got as far as this rule"
            : reached < lab.ModelStates
                ? $"kept in {reached:N0} of {lab.ModelStates:N0} states; the others can't be reached yet" : "";
        return new RuleVerdict(
            rule.Name, rule.Title, points == rule.Points, isReached, points, rule.Points, "", [], "", "", "", "", [],
            why, [], rule.Requirement, rule.Read, [], []);
    }
}
