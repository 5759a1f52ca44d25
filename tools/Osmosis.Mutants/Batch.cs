// Several changes of the core in one assembly, with a number that selects the active one: compiling and loading take
// longer than most trials.
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Osmosis.Mutants;

/// <summary>
/// Each change is in a different body, so that no method becomes much larger:
/// <code>
/// { if (Osmosis.Memory.Change.InForce == 7) { the body, changed } else { the body } }
/// </code>
/// A change outside of all bodies is a batch of its own, and always active.
/// </summary>
internal sealed partial class Batch
{
    public const string ChangeType = "Osmosis.Memory.Change";
    public const string InForceField = "InForce";

    private const int Most = 40;

    private readonly Dictionary<int, Mutant> _mutants;

    private Batch(IEnumerable<Mutant> mutants) =>
        _mutants = mutants.Index().ToDictionary(entry => entry.Index + 1, entry => entry.Item);

    /// <summary>By number, from 1 up.</summary>
    public IReadOnlyDictionary<int, Mutant> Mutants => _mutants;

    /// <summary>Every mutant in one batch.</summary>
    public static IEnumerable<Batch> Of(IEnumerable<Mutant> mutants, CoreSources sources)
    {
        ILookup<SyntaxNode?, Mutant> byBody =
            mutants.ToLookup(mutant => Bodies.Around(sources.Trees[mutant.File], mutant.Span));
        IEnumerable<Batch> inBodies = byBody.Where(body => body.Key is not null)
            .SelectMany(body => body.Index())
            .GroupBy(entry => entry.Index, entry => entry.Item)
            .SelectMany(nthOfEach => nthOfEach.Chunk(Most))
            .Select(chunk => new Batch(chunk));
        return inBodies.Concat(byBody[null].Select(mutant => new Batch([mutant])));
    }

    /// <summary>
    /// The core's assembly with those changes that compile; the others are dropped. Null when there are none.
    /// </summary>
    /// <exception cref="InvalidDataException">The batch doesn't compile, and no single change is to blame.</exception>
    public byte[]? Compile(CoreSources sources)
    {
        while (_mutants.Count > 0)
        {
            if (sources.Compile(Rewrite,
                $"namespace Osmosis.Memory; public static class Change {{ public static int {InForceField}; }}",
                out IReadOnlyList<Diagnostic> errors) is { } core)
            {
                return core;
            }

            int[] broken = [
                .. errors.Select(error => NumberAround(error)
                    ?? throw new InvalidDataException($"the core with its changes does not compile: {error}"))];
            Array.ForEach(broken, number => _mutants.Remove(number));
        }

        return null;
    }

    private SourceText Rewrite(string file, SyntaxTree tree) => tree.GetText().WithChanges(_mutants
        .Where(entry => entry.Value.File == file)
        .SelectMany(entry => Changes(Bodies.Around(tree, entry.Value.Span), entry.Key, entry.Value)));

    private static IEnumerable<TextChange> Changes(SyntaxNode? body, int number, Mutant mutant)
    {
        if (body is null)
        {
            return [new TextChange(mutant.Span, mutant.Replacement)];
        }

        string changed = body.ToString().Remove(mutant.Span.Start - body.SpanStart, mutant.Span.Length)
            .Insert(mutant.Span.Start - body.SpanStart, mutant.Replacement);
        return Bodies.PutBefore(body,
            $" if ({ChangeType}.{InForceField} == {number}) {Bodies.AsBlock(body, changed)} else ");
    }

    // The change that contains an error, or whose member's name does.
    private int? NumberAround(Diagnostic error)
    {
        if (_mutants.Count == 1)
        {
            return _mutants.Keys.Single();
        }

        SyntaxNode? member = error.Location.SourceTree?.GetRoot().FindNode(error.Location.SourceSpan)
            .FirstAncestorOrSelf<SyntaxNode>(node =>
                node is AccessorDeclarationSyntax or (MemberDeclarationSyntax and not BaseTypeDeclarationSyntax));
        Match number = Number().Match($"{member}");
        return number.Success ? int.Parse(number.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex(@"\.InForce == (\d+)\)")]
    private static partial Regex Number();
}
