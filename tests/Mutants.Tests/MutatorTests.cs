// The changes made to a text: exactly those listed here.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Osmosis.Mutants.Tests;

public sealed class MutatorTests
{
    private const string File = "Frames/Pool.cs";

    private const string Source = """
        namespace Osmosis.Memory.Frames;

        public enum PoolError : byte { None, Empty, Foreign, NeverReturned }

        public readonly record struct VirtualAddress(uint Value)
        {
            public static VirtualAddress Null => default;
        }

        public sealed class Pool
        {
            private const uint Most = 4;
            private uint _count = Most;

            public PoolError Take(out uint frame)
            {
                frame = _count;
                if (_count == 0)
                {
                    return PoolError.Empty;
                }

                _count--;
                return PoolError.None;
            }

            public PoolError Give(uint frame) => frame > Most ? PoolError.Foreign : Put();

            public bool TryTake(out uint frame) => Take(out frame) == PoolError.None;

            public VirtualAddress Map(out PoolError error)
            {
                error = Take(out uint frame);
                return error != PoolError.None ? VirtualAddress.Null : new(frame);
            }

            private PoolError Put()
            {
                _count++;
                return PoolError.None;
            }
        }
        """;

    private static readonly SyntaxTree _tree = Parse(Source);

    private static readonly CSharpCompilation _compilation = CSharpCompilation.Create(
        "Core", [_tree], [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    [Fact]
    public void Changes_are_those_of_every_operator_condition_literal_statement_and_result_but_of_no_constant()
    {
        string[] expected =
        [
            "Take: frame = _count; -> ;",
            "Take: _count == 0 -> true",
            "Take: _count == 0 -> false",
            "Take: _count == 0 -> _count != 0",
            "Take: 0 -> 1",
            "Take: PoolError.Empty -> default",
            "Take: _count--; -> ;",
            "Take: _count-- -> _count++",
            "Take: PoolError.None -> default",
            "Give: frame > Most ? PoolError.Foreign : Put() -> default",
            "Give: frame > Most -> true",
            "Give: frame > Most -> false",
            "Give: frame > Most -> frame >= Most",
            "Give: frame > Most -> frame <= Most",
            "TryTake: Take(out frame) == PoolError.None -> default",
            "TryTake: Take(out frame) == PoolError.None -> Take(out frame) != PoolError.None",
            "Map: error = Take(out uint frame); -> ;",
            "Map: error != PoolError.None ? VirtualAddress.Null : new(frame) -> default",
            "Map: error != PoolError.None -> true",
            "Map: error != PoolError.None -> false",
            "Map: error != PoolError.None -> error == PoolError.None",
            "Put: _count++; -> ;",
            "Put: _count++ -> _count--",
            "Put: PoolError.None -> default",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal),
            Mutator.MutantsOf(File, _tree).Select(Told).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Refusals_are_every_error_that_a_method_or_what_it_calls_returns()
    {
        Assert.Equal(
            [
                "Take: Take -> return PoolError.Empty",
                "Give: Give -> return PoolError.Foreign",
                "TryTake: TryTake -> return false",
                "Map: Map -> return default, error PoolError.Empty",
            ],
            Refused().Select(Told));
    }

    [Fact]
    public void A_refusal_compiles_in_a_block_and_in_an_expression_and_sets_what_the_caller_gets() =>
        Assert.All(Refused(), mutant =>
        {
            string changed = Source.Remove(mutant.Span.Start, mutant.Span.Length)
                .Insert(mutant.Span.Start, mutant.Replacement);
            CSharpCompilation compilation = _compilation.ReplaceSyntaxTree(_tree, Parse(changed));
            Assert.DoesNotContain(compilation.GetDiagnostics(TestContext.Current.CancellationToken),
                found => found.Severity == DiagnosticSeverity.Error);
        });

    private static SyntaxTree Parse(string text) =>
        CSharpSyntaxTree.ParseText(text, path: File, cancellationToken: TestContext.Current.CancellationToken);

    private static IReadOnlyList<Mutant> Refused() => new Refusals(_compilation).MutantsOf(File, _tree);

    private static string Told(Mutant mutant) => $"{mutant.Member}: {mutant.Before} -> {mutant.After}";
}
