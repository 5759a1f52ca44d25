// The verdict that an answer of the project must get, as the answer's first line says it.
using System.Globalization;

namespace Osmosis.Lab.Checking;

/// <summary>
/// "// Verdict: 100 points", "// Verdict: tlb at line 46; 85 points", "// Verdict: ends at line 9, tlb at line 46; 75
/// points", "// Verdict: tlb at lines 46 and 61; 85 points", or "// Verdict: not run, line 7".
/// </summary>
internal static class ExpectedVerdict
{
    public const string Start = "// Verdict: ";

    /// <summary>What the first line of an answer says.</summary>
    public static string? Of(string text)
    {
        string first = text.Split('\n')[0].Trim();
        return first.StartsWith(Start, StringComparison.Ordinal) ? first[Start.Length..] : null;
    }

    /// <summary>A verdict in the same words.</summary>
    public static string Describe(Verdict verdict)
    {
        if (verdict.Errors.Count > 0)
        {
            return verdict.Points is null ? "none" : $"not run, line {LineOf(verdict.Errors[0])}";
        }

        string broken = string.Join(", ", verdict.Rules.Where(rule => rule.What.Length > 0)
            .Select(rule => rule.Line.Length == 0 ? rule.Rule : $"{rule.Rule} at {LinesOf(rule)}"));
        string points = string.Create(CultureInfo.InvariantCulture, $"{verdict.Points} points");
        return broken.Length == 0 ? points : $"{broken}; {points}";
    }

    private static string LinesOf(RuleVerdict rule) => rule.Also.Count == 0
        ? $"line {LineOf(rule.Line)}"
        : $"lines {string.Join(" and ", rule.Also.Select(other => other.Line).Prepend(rule.Line).Select(LineOf))}";

    private static string LineOf(string place) => place.Split(':') is [_, string line, ..] ? line.Split(' ')[0] : "?";
}
