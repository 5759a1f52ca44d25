// The blocks of the core that each test reaches, and the test's time, found by running each test with an instrumented
// core.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Osmosis.Mutants;

/// <param name="Name">The test's full name.</param>
/// <param name="Time">The processor time it takes.</param>
/// <param name="Blocks">Numbers of the core's blocks that it reaches.</param>
internal sealed record TestMethod(string Name, TimeSpan Time, HashSet<int> Blocks);

internal sealed class BlockReach
{
    public const string NotesType = "Osmosis.Memory.Reached";
    public const string NotesField = "Blocks";

    private readonly List<(string File, TextSpan Span)> _blocks = [];
    private readonly List<TestMethod> _tests = [];

    /// <exception cref="InvalidDataException">A test fails although nothing is changed.</exception>
    public BlockReach(CoreSources sources, WorkerProcess worker)
    {
        byte[] core = sources.Compile(TakeNotes, Recorder, out var errors)
            ?? throw new InvalidDataException(
                $"the core that takes notes does not compile: {string.Join('\n', errors)}");
        worker.Load(core);
        _tests.AddRange(worker.Reach());
    }

    public IReadOnlyList<TestMethod> Tests => _tests;

    /// <summary>The tests that reach a mutant's block; all tests if it lies in no block.</summary>
    public IEnumerable<TestMethod> TestsReaching(Mutant mutant)
    {
        int block = BlockOf(mutant);
        return _tests.Where(test => block < 0 || test.Blocks.Contains(block));
    }

    /// <summary>The number of the innermost block around a mutant; -1 for none.</summary>
    public int BlockOf(Mutant mutant) =>
        _blocks.FindLastIndex(block => block.File == mutant.File && block.Span.Contains(mutant.Span));

    private const string Recorder = """
        namespace Osmosis.Memory;

        public static class Reached
        {
            public static bool[] Blocks = new bool[10000];

            public static void Note(int block) => Blocks[block] = true;
        }
        """;

    // Every block and every body starts with a note.
    private SourceText TakeNotes(string file, SyntaxTree tree)
    {
        List<TextChange> changes = [];
        foreach (SyntaxNode node in tree.GetRoot().DescendantNodes())
        {
            if (node is BlockSyntax or ArrowExpressionClauseSyntax { Parent: not LocalFunctionStatementSyntax })
            {
                changes.AddRange(Bodies.PutBefore(node, $"Osmosis.Memory.Reached.Note({_blocks.Count});"));
                _blocks.Add((file, node.Span));
            }
        }

        return tree.GetText().WithChanges(changes);
    }
}
