// What a check found, as the worker hands it on and as --json prints it.
using System.Text.Json.Serialization;

namespace Osmosis.Lab.Checking;

/// <summary>The whole result of a check.</summary>
/// <param name="Lab">The lab's number.</param>
/// <param name="Points">The sum of the rules' points; null when there is no verdict.</param>
/// <param name="Of">The most that can be had.</param>
/// <param name="Rules">Every rule, in the lab's order.</param>
/// <param name="States">The states of machine and model that were reached.</param>
/// <param name="ModelStates">The states of the model alone, by the number of calls that reach them first.</param>
/// <param name="Transitions">The calls that were tried.</param>
/// <param name="Depth">The length of the longest sequence.</param>
/// <param name="IsComplete">Every state was reached that there is.</param>
/// <param name="Searches">How often the search was done, after each forgiven rule anew.</param>
/// <param name="Seconds">The time of the search. No mark depends on it.</param>
/// <param name="Printed">What the answer printed, cut off. No mark depends on it.</param>
/// <param name="Errors">Why the answer was not run, each with its line; or why there is no verdict.</param>
public sealed record Verdict(
    int Lab, int? Points, int Of, IReadOnlyList<RuleVerdict> Rules, int States, IReadOnlyList<int> ModelStates,
    long Transitions, int Depth, bool IsComplete, int Searches, double Seconds, string Printed,
    IReadOnlyList<string> Errors)
{
    /// <summary>There were so many states that of those that the model doesn't tell apart only one was kept.</summary>
    public bool IsLimited { get; init; }

    /// <summary>Whether it has full marks.</summary>
    [JsonIgnore]
    public bool IsPassed => Points == Of;
}

/// <summary>What became of a rule.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Title">It, as a sentence.</param>
/// <param name="Passed">It was kept, and some call could have broken it.</param>
/// <param name="Reached">Some call could have broken it.</param>
/// <param name="Points">What it earned.</param>
/// <param name="Of">What it could have earned.</param>
/// <param name="What">What happened, as a sentence without its point; empty when it was kept.</param>
/// <param name="Steps">The shortest sequence that breaks it.</param>
/// <param name="Said">What is, and who says so.</param>
/// <param name="Expected">What should be, and who says so.</param>
/// <param name="Line">The answer's line, as "Paging.cs:42"; empty when there is none.</param>
/// <param name="Method">The method that the line is in.</param>
/// <param name="Callers">The lines that called this method, innermost first.</param>
/// <param name="Why">What is missing or wrong there, as a sentence without its point.</param>
/// <param name="Ran">The lines that ran in the last call.</param>
/// <param name="Requirement">The specification's requirements.</param>
/// <param name="Read">What to read.</param>
/// <param name="Forgiven">The rules that were forgiven when this one was found broken.</param>
/// <param name="Trace">The numbers of the operations, to show the sequence again.</param>
/// <param name="Also">Other lines that break the rule.</param>
public sealed record RuleVerdict(
    string Rule, string Title, bool Passed, bool Reached, int Points, int Of, string What, IReadOnlyList<string> Steps,
    string Said, string Expected, string Line, string Method, IReadOnlyList<int> Callers, string Why,
    IReadOnlyList<int> Ran, string Requirement, string Read, IReadOnlyList<string> Forgiven, IReadOnlyList<int> Trace,
    IReadOnlyList<OtherBreak> Also)
{
    /// <summary>A rule that nothing was found out about.</summary>
    internal static RuleVerdict NotReached(Rule rule) => new(
        rule.Name, rule.Title, false, false, 0, rule.Points, "", [], "", "", "", "", [], "", [], rule.Requirement,
        rule.Read, [], [], []);
}

/// <summary>Another line that breaks the same rule.</summary>
/// <param name="Line">The answer's line, as "Paging.cs:42".</param>
/// <param name="Method">The method that the line is in.</param>
/// <param name="What">What happened, as a sentence without its point.</param>
/// <param name="Steps">The shortest sequence that was found for it.</param>
public sealed record OtherBreak(string Line, string Method, string What, IReadOnlyList<string> Steps);
