// What is said about an answer: whether a part of it is right, and where to look next. It never names what is right.
using Osmosis.Lab.Images;

namespace Osmosis.Lab.Bugs;

/// <summary>A part of an answer.</summary>
/// <param name="IsRight">Whether it is right.</param>
/// <param name="Line">The line of answer.txt; 0 when it says nothing yet.</param>
/// <param name="What">What is wrong, as a sentence without its point.</param>
/// <param name="Next">What to look at next.</param>
internal sealed record Finding(bool IsRight, int Line, string What, string Next)
{
    /// <summary>How far a line may be from the right one.</summary>
    public const int NearLines = 3;

    /// <summary>Rule, file and line.</summary>
    public static Finding[] Of(BugReport report, VisibleBug bug, BuggyKernel kernel)
    {
        bool isFile = report.PlaceLine > 0 && report.File == kernel.File;
        return [OfRule(report, bug), OfFile(report, isFile, kernel), OfLine(report, isFile, kernel)];
    }

    private static Finding OfRule(BugReport report, VisibleBug bug)
    {
        bool isPart = report.RuleLine > 0 && bug.Rules.Any(rule => rule[0] == report.Rule[0]);
        return report.RuleLine == 0
            ? new(false, 0, "", "no rule yet: look at frames, pte, ptdump and heap before and after each command")
            : new(bug.Rules.Contains(report.Rule), report.RuleLine, $"{report.Rule} is not the rule that was broken",
                isPart ? "the part of memory is right; docs/PAGING.md has its other rules: try each in the monitor"
                    : "the bug is in another part of memory: frames (F), layout (L), paging (P) or heap (H)");
    }

    private static Finding OfFile(BugReport report, bool isFile, BuggyKernel kernel) => report.PlaceLine == 0
        ? new(false, 0, "", "no place yet: gdb ('lab boot --debug') says which files a command of the monitor passes")
        : new(isFile, report.PlaceLine, $"The bug is not in {report.File}",
            Path.GetDirectoryName(report.File) == Path.GetDirectoryName(kernel.File)
                ? "the folder is right: step through the call, and see which of its other files decides what you saw"
                : "begin in src/Kernel/Shell/Commands with the command that misbehaves, and step down from there");

    private static Finding OfLine(BugReport report, bool isFile, BuggyKernel kernel)
    {
        if (!isFile)
        {
            return new(false, 0, "", "the line counts when the file is right");
        }

        int away = Math.Abs(report.Line - kernel.Line());
        return new(away <= NearLines, report.PlaceLine, $"The bug is not at line {report.Line}",
            "the file is right: 'disassemble /s' in gdb shows the lines with the code that was made; the text that is "
            + "shown is that of the right kernel, and one of its lines has other code here");
    }
}
