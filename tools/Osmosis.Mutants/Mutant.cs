// One change of one place in the core.
using Microsoft.CodeAnalysis.Text;

namespace Osmosis.Mutants;

/// <param name="File">Below src/Memory, or else below src, with slashes.</param>
/// <param name="Member">The method, property or operator it lies in.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Source">That line, without the blanks around it.</param>
/// <param name="Span">What is replaced.</param>
/// <param name="Before">What was there, on one line.</param>
/// <param name="After">What is there instead.</param>
internal sealed record Mutant(string File, string Member, int Line, string Source, TextSpan Span, string Before, string After)
{
    /// <summary>The text that takes the place of <see cref="Span"/>.</summary>
    public required string Replacement { get; init; }

    public MutantKind Kind { get; init; }

    /// <summary>The same change wherever the line moves to.</summary>
    public (string Place, string Source, string Change) Key => ($"{File}, {Member}", Source, $"{Before} -> {After}");

    public override string ToString() => $"{File}:{Line}: {Before} -> {After}";
}

/// <summary>What a mutant does.</summary>
internal enum MutantKind
{
    /// <summary>It does something else in one place.</summary>
    Change,

    /// <summary>It makes a method fail that could do what it is asked.</summary>
    Refusal,
}

/// <summary>What became of a mutant.</summary>
internal enum Fate
{
    /// <summary>A test failed, or did not end in time.</summary>
    Killed,

    /// <summary>No test noticed.</summary>
    Survived,

    /// <summary>No test noticed, and it is written down why none could.</summary>
    Explained,
}

/// <param name="By">The test that noticed, and how it went wrong; null for a survivor.</param>
/// <param name="Reason">Why no test could notice, when it is explained.</param>
internal sealed record Verdict(Mutant Mutant, Fate Fate, string? By, string? Reason);
