// answer.txt, as a student writes it.
using System.Globalization;
using System.Text.RegularExpressions;

namespace Osmosis.Lab.Bugs;

/// <summary>What an answer says; a line of 0 says nothing.</summary>
/// <param name="Rule">The rule's name, such as "P3".</param>
/// <param name="RuleLine">The line of answer.txt that says so.</param>
/// <param name="File">The file, from the checkout's top.</param>
/// <param name="Line">The line in this file.</param>
/// <param name="PlaceLine">The line of answer.txt that says so.</param>
internal sealed partial record BugReport(string Rule, int RuleLine, string File, int Line, int PlaceLine)
{
    /// <summary>The answer before anything is known.</summary>
    public const string Form = """
        // The rule that your kernel breaks (docs/PAGING.md), and the place, as src/Memory/Heap/KernelHeap.cs:12.
        rule:
        line:

        """;

    /// <summary>Reads an answer; a line that can't be read is an error.</summary>
    public static BugReport Read(string text, List<string> errors)
    {
        BugReport report = new("", 0, "", 0, 0);
        foreach ((int index, string line) in text.Split('\n').Index())
        {
            string trimmed = line.Trim();
            if (trimmed.Length == 0 || trimmed.StartsWith("//", StringComparison.Ordinal))
            {
                continue;
            }

            if (Words().Match(trimmed) is not { Success: true } words || report.With(words, index + 1) is not { } more)
            {
                errors.Add($"answer.txt:{index + 1}: the lines are "
                    + "'rule: P3' and 'line: src/FOLDER/FILE.cs:57', each once");
                continue;
            }

            report = more;
        }

        return report;
    }

    private BugReport? With(Match words, int at)
    {
        bool isEmpty = words.Groups["value"].Length == 0;
        return isEmpty ? this
            : words.Groups["rule"].Success && RuleLine == 0
                ? this with { Rule = words.Groups["rule"].Value.ToUpperInvariant(), RuleLine = at }
            : words.Groups["file"].Success && PlaceLine == 0
                && int.TryParse(words.Groups["line"].Value, CultureInfo.InvariantCulture, out int line)
                ? this with { File = words.Groups["file"].Value, Line = line, PlaceLine = at }
            : null;
    }

    [GeneratedRegex(
        @"^(rule:\s*(?<value>(?<rule>[A-Za-z]\d+)?)|line:\s*(?<value>((\./)?(?<file>\S+):(?<line>\d+))?))$")]
    private static partial Regex Words();
}
