// Which test reaches which method of the core, and how long it takes: found by running each with a core that takes notes.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Osmosis.Mutants;

/// <param name="Name">The test's full name.</param>
/// <param name="Time">The processor time it takes.</param>
/// <param name="Methods">Numbers of the core's methods that it reaches.</param>
internal sealed record TestMethod(string Name, TimeSpan Time, HashSet<int> Methods);

internal sealed class MethodReach
{
    public const string NotesType = "Osmosis.Memory.Reached";
    public const string NotesField = "Methods";

    private readonly List<(string File, TextSpan Span)> _methods = [];
    private readonly List<TestMethod> _tests = [];

    public MethodReach(CoreSources sources, WorkerProcess worker)
    {
        byte[] core = sources.Compile(TakeNotes, Recorder);
        _tests.AddRange(worker.Reach(core));
    }

    public IReadOnlyList<TestMethod> Tests => _tests;

    /// <summary>The tests that reach the method a mutant lies in, quickest first; all of them when it lies in none.</summary>
    public IEnumerable<TestMethod> TestsReaching(Mutant mutant)
    {
        int method = MethodOf(mutant);
        return _tests.Where(test => method < 0 || test.Methods.Contains(method)).OrderBy(test => test.Time);
    }

    /// <summary>The number of the innermost method around a mutant; -1 for none.</summary>
    public int MethodOf(Mutant mutant) => _methods.FindLastIndex(method => method.File == mutant.File && method.Span.Contains(mutant.Span));

    private const string Recorder = """
        namespace Osmosis.Memory;

        public static class Reached
        {
            public static bool[] Methods = new bool[10000];

            public static void Note(int method) => Methods[method] = true;
        }
        """;

    // A note is taken first thing in every body. A body that is an expression becomes a block for that.
    private SourceText TakeNotes(string file, SyntaxTree tree)
    {
        List<TextChange> changes = [];
        foreach (SyntaxNode node in tree.GetRoot().DescendantNodes())
        {
            string note = $"Osmosis.Memory.Reached.Note({_methods.Count});";
            switch (node)
            {
                case BlockSyntax { Parent: BaseMethodDeclarationSyntax or AccessorDeclarationSyntax } block:
                    changes.Add(new TextChange(new TextSpan(block.OpenBraceToken.Span.End, 0), note));
                    _methods.Add((file, block.Span));
                    break;
                case ArrowExpressionClauseSyntax { Parent: not LocalFunctionStatementSyntax } arrow:
                    (string open, string close) = Brackets(arrow);
                    changes.Add(new TextChange(arrow.ArrowToken.Span, open + note + (IsVoid(arrow) ? "" : "return ")));
                    changes.Add(new TextChange(new TextSpan(arrow.Span.End, 1), ";" + close));
                    _methods.Add((file, arrow.Span));
                    break;
            }
        }

        return tree.GetText().WithChanges(changes);
    }

    private static (string Open, string Close) Brackets(ArrowExpressionClauseSyntax arrow) =>
        arrow.Parent is PropertyDeclarationSyntax or IndexerDeclarationSyntax ? ("{ get {", "}}") : ("{", "}");

    private static bool IsVoid(ArrowExpressionClauseSyntax arrow) => arrow.Parent switch
    {
        MethodDeclarationSyntax method => method.ReturnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword },
        ConstructorDeclarationSyntax => true,
        AccessorDeclarationSyntax accessor => !accessor.IsKind(SyntaxKind.GetAccessorDeclaration),
        _ => false,
    };
}
