// The verdict as a person reads it.
using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Verdicts;

internal static class VerdictText
{
    /// <param name="to">Where it is written.</param>
    /// <param name="verdict">What was found.</param>
    /// <param name="fileName">The student's file.</param>
    /// <param name="lines">Its lines, which the verdict shows.</param>
    public static void Write(TextWriter to, Verdict verdict, string fileName, string[] lines)
    {
        if (verdict.Errors.Count > 0)
        {
            to.WriteLine(verdict.Points is null ? $"{fileName}:" : $"{fileName} was not run:");
            foreach (string error in verdict.Errors)
            {
                to.WriteLine($"  {error}");
            }

            return;
        }

        foreach (RuleVerdict rule in verdict.Rules)
        {
            WriteRule(to, rule, lines);
        }

        to.WriteLine($"{verdict.Points}/{verdict.Of} points. {Extent(verdict)}");
        if (verdict.Printed.Length > 0)
        {
            to.WriteLine($"Your code printed (no part of the verdict): {verdict.Printed}");
        }
    }

    /// <summary>Why a rule hasn't all of its points, in lines without indentation; empty when it has.</summary>
    public static string WhyNot(RuleVerdict rule, string[] lines) =>
        rule.What.Length > 0 ? string.Join('\n', Explain(rule, lines)) : rule.Passed ? "" : rule.Why;

    private static IEnumerable<string> Explain(RuleVerdict rule, string[] lines)
    {
        yield return $"{rule.What}.";
        if (rule.Steps.Count > 0)
        {
            yield return $"Shortest sequence ({rule.Steps.Count} {(rule.Steps.Count == 1 ? "call" : "calls")}):";
            for (int step = 0; step < rule.Steps.Count; step++)
            {
                yield return $"  {step + 1}. {rule.Steps[step]}";
            }
        }

        foreach (string fact in ((string[])[rule.Expected, rule.Said]).Where(fact => fact.Length > 0))
        {
            yield return fact;
        }

        if (rule.Line.Length > 0)
        {
            yield return $"{rule.Line} in {rule.Method}:  {TextOf(rule.Line, lines)}";
        }

        foreach (int caller in rule.Callers
            .Where(caller => !rule.Line.EndsWith($":{caller}", StringComparison.Ordinal)))
        {
            yield return $"  the call stack also holds line {caller}:  {TextOf($":{caller}", lines)}";
        }

        if (rule.Ran.Count > 0)
        {
            yield return $"Lines that ran in the last call: {string.Join(' ', rule.Ran)}";
        }

        if (rule.Why.Length > 0)
        {
            yield return $"{char.ToUpperInvariant(rule.Why[0])}{rule.Why[1..]}.";
        }

        foreach (OtherBreak other in rule.Also)
        {
            yield return $"Also {other.Line} in {other.Method}:  {TextOf(other.Line, lines)}";
            yield return $"  {other.What}: {string.Join("; ", other.Steps)}";
        }

        yield return $"Read: {rule.Read} ({rule.Requirement})";
    }

    private static void WriteRule(TextWriter to, RuleVerdict rule, string[] lines)
    {
        bool isBroken = rule.What.Length > 0;
        string mark = rule.Passed ? "✓" : isBroken ? "✗" : "?";
        string remark = !isBroken && rule.Why.Length > 0 ? $": {rule.Why}" : "";
        to.WriteLine($"{mark} {rule.Points,3}/{rule.Of} {rule.Title}{remark}");
        if (isBroken)
        {
            foreach (string line in Explain(rule, lines))
            {
                to.WriteLine($"        {line}");
            }
        }
    }

    private static string Extent(Verdict verdict) => verdict.States == 0 ? ""
        : $"{verdict.States:N0} states, {verdict.Transitions:N0} calls: "
            + (verdict.IsLimited ? $"sequences of up to {verdict.Depth} calls, not all: the answer leaves something "
                    + "else behind each time, and there are too many states."
                : !verdict.IsComplete ? $"every sequence of up to {verdict.Depth} calls."
                : verdict.IsPassed ? "every sequence of any length."
                : "every sequence of any length that keeps the rules.");

    private static string TextOf(string place, string[] lines) =>
        int.TryParse(place[(place.LastIndexOf(':') + 1)..], out int line) && line >= 1 && line <= lines.Length
            ? lines[line - 1].Trim()
            : "";
}
