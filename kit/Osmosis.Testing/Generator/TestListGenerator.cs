using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Osmosis.Testing.Generator;

/// <summary>
/// Writes what the boot code of a test image calls instead of <c>kernel_main</c>, and the list of tests that the host
/// reads. What can't be a test is an error.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class TestListGenerator : IIncrementalGenerator
{
    private const string TestName = "Osmosis.Testing.TestAttribute";
    private const string BeforeName = "Osmosis.Testing.BeforeTestsAttribute";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<ImmutableArray<MarkedMethod>> tests = Marked(context, TestName);
        IncrementalValueProvider<ImmutableArray<MarkedMethod>> before = Marked(context, BeforeName);
        IncrementalValueProvider<ImmutableArray<KeyValuePair<string, string>>> folders = context.CompilationProvider
            .Select(static (compilation, _) =>
                (compilation.Options.SourceReferenceResolver as SourceFileResolver)?.PathMap ?? []);
        context.RegisterSourceOutput(tests.Combine(before).Combine(folders),
            static (output, all) => Write(output, all.Left.Left, all.Left.Right, all.Right));
    }

    private static IncrementalValueProvider<ImmutableArray<MarkedMethod>> Marked(
        IncrementalGeneratorInitializationContext context, string attribute) =>
        context.SyntaxProvider.ForAttributeWithMetadataName(
            attribute,
            static (node, _) => node is MethodDeclarationSyntax,
            static (marked, _) => MarkedMethod.Of((IMethodSymbol)marked.TargetSymbol, marked.Attributes[0],
                (MethodDeclarationSyntax)marked.TargetNode, marked.SemanticModel.Compilation)).Collect();

    private static void Write(
        SourceProductionContext output,
        ImmutableArray<MarkedMethod> tests,
        ImmutableArray<MarkedMethod> before,
        ImmutableArray<KeyValuePair<string, string>> folders)
    {
        MarkedMethod[] refused =
        [
            .. tests.Where(test => test.Fault is not null),
            .. before.Where(method => method.Fault is not null),
        ];
        foreach (MarkedMethod method in refused)
        {
            output.ReportDiagnostic(Diagnostic.Create(
                Diagnostics.Unusable, method.Place.ToLocation(), method.Name, method.Fault));
        }

        foreach (MarkedMethod method in before.Skip(1))
        {
            output.ReportDiagnostic(Diagnostic.Create(
                Diagnostics.SecondBefore, method.Place.ToLocation(), method.Name, before[0].Name));
        }

        if (refused.Length == 0 && before.Length <= 1)
        {
            output.AddSource("TestList.g.cs", TestListText.Of(tests, before.FirstOrDefault(), folders));
        }
    }
}
