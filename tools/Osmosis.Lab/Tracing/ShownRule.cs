using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Tracing;

/// <summary>All that is needed to show how a rule is broken.</summary>
/// <param name="Lab">The lab's number.</param>
/// <param name="Title">Its title.</param>
/// <param name="FileName">The student's file.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Rule">What became of the rule.</param>
/// <param name="Trace">The sequence.</param>
internal sealed record ShownRule(
    int Lab, string Title, string FileName, string[] Lines, RuleVerdict Rule, Trace Trace)
{
    /// <summary>A line's text without its indentation; empty when there is none.</summary>
    /// <param name="line">From 1.</param>
    public string TextOf(int line) => line >= 1 && line <= Lines.Length ? Lines[line - 1].Trim() : "";
}
