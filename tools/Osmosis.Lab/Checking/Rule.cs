namespace Osmosis.Lab.Checking;

/// <summary>What an answer must keep, whatever the sequence of calls.</summary>
/// <param name="Name">One word, as verdicts and files say it.</param>
/// <param name="Title">The rule as a sentence.</param>
/// <param name="Points">What it is worth.</param>
/// <param name="Requirement">The numbers of the specification's requirements that it is, as docs/PAGING.md has them.
/// </param>
/// <param name="Read">What to read about it.</param>
/// <param name="IsForgivable">
/// The machine can mend what a break of the rule leaves behind, so that the search goes on and finds what else is
/// wrong.
/// </param>
public sealed record Rule(
    string Name, string Title, int Points, string Requirement, string Read, bool IsForgivable = false);
