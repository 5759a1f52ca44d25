// One change of one place in the core.
using Microsoft.CodeAnalysis.Text;

namespace Osmosis.Mutants;

/// <param name="File">Below src/Memory, or else below src, with slashes.</param>
/// <param name="Member">The method, property or operator it lies in.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Source">That line, without the blanks around it.</param>
/// <param name="Span">The replaced text.</param>
/// <param name="Before">The old text, on one line.</param>
/// <param name="After">The new text, on one line.</param>
internal sealed record Mutant(string File, string Member, int Line, string Source, TextSpan Span, string Before,
    string After)
{
    /// <summary>The text that replaces <see cref="Span"/>.</summary>
    public required string Replacement { get; init; }

    public MutantKind Kind { get; init; }

    /// <summary>Identifies the change wherever its line moves.</summary>
    public (string Place, string Source, string Change) Key => ($"{File}, {Member}", Source, $"{Before} -> {After}");

    public override string ToString() => $"{File}:{Line}: {Before} -> {After}";
}

/// <summary>The kinds of mutants.</summary>
internal enum MutantKind
{
    /// <summary>The code does something else in one place.</summary>
    Change,

    /// <summary>A method fails that could succeed.</summary>
    Refusal,
}

/// <summary>The result of a mutant's trial.</summary>
internal enum Fate
{
    /// <summary>A test failed, or did not end in time.</summary>
    Killed,

    /// <summary>No test noticed.</summary>
    Survived,

    /// <summary>No test noticed, and an explanation says why none could.</summary>
    Explained,
}

/// <param name="By">The test that noticed, and its failure; null for a survivor.</param>
/// <param name="Reason">Why no test could notice, when it is explained.</param>
internal sealed record Verdict(Mutant Mutant, Fate Fate, string? By, string? Reason);
