// C# for the bare machine, compiled as build/Osmosis.Metal.props has it compiled: against src/CoreLib and nothing else.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Osmosis.Analyzers;

namespace Osmosis.Kit.Tests.Rules;

internal static class MetalCode
{
    // The sample's, whose native build is borrowed (NativeBuild).
    private const string AssemblyName = "HelloMetal";

    private static readonly MetadataReference _coreLib = MetadataReference.CreateFromFile(
        Path.Combine(Checkout.Root, "src", "CoreLib", "bin", "Release", "net10.0", "CoreLib.dll"));

    public static CSharpCompilation Compile(string source) => CSharpCompilation.Create(AssemblyName,
        [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Latest))], [_coreLib],
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release, allowUnsafe: true,
            nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>What the analyzer says, in the order of the lines.</summary>
    public static async Task<Diagnostic[]> AnalyzeAsync(CSharpCompilation code) =>
        [.. (await code.WithAnalyzers([new MetalAnalyzer()]).GetAnalyzerDiagnosticsAsync())
            .OrderBy(found => found.Location.SourceSpan.Start)];
}
