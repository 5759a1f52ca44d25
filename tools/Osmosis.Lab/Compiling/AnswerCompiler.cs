// Compiles a student's file alone: what is wrong gets a line of it, and what may not be used is refused by its line.
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Osmosis.Lab.Compiling;

/// <summary>A compiled answer, or the reasons why it isn't one, each beginning with "FILE:LINE: ".</summary>
internal sealed record CompiledAnswer(byte[] Image, byte[] Symbols, IReadOnlyList<string> Errors);

internal static class AnswerCompiler
{
    /// <summary>The assembly's name, by which a stack frame is known to be the answer's.</summary>
    public const string AssemblyName = "Answer";

    private static readonly CSharpParseOptions _language = new(LanguageVersion.Latest);

    private static readonly CSharpCompilationOptions _options = new(
        OutputKind.DynamicallyLinkedLibrary,
        // With optimisation the methods that say who called are inlined away.
        optimizationLevel: OptimizationLevel.Debug,
        nullableContextOptions: NullableContextOptions.Enable,
        concurrentBuild: false);

    private static readonly MetadataReference[] _references = [.. References()];

    /// <param name="fileName">The file's name, as messages say it.</param>
    /// <param name="text">What it holds.</param>
    /// <param name="contract">The interface whose methods the static class of the answer has.</param>
    /// <param name="className">The name of this class.</param>
    public static CompiledAnswer Compile(string fileName, string text, Type contract, string className)
    {
        SyntaxTree tree = Parse(text, fileName);
        SyntaxTree shim = Parse(AnswerShim.Write(contract, className), "");
        MetadataReference[] references =
            [.. _references, MetadataReference.CreateFromFile(contract.Assembly.Location)];
        CSharpCompilation compilation = CSharpCompilation.Create(AssemblyName, [tree, shim], references, _options);
        List<string> errors =
        [
            .. compilation.GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error)
                .OrderBy(found => found.Location.SourceTree == shim).ThenBy(found => found.Location.SourceSpan.Start)
                .Select(found => Describe(found, shim, className)).Distinct(),
        ];
        if (errors.Count == 0)
        {
            errors.AddRange(AllowedCode.Refusals(compilation.GetSemanticModel(tree)));
        }

        return errors.Count > 0 ? new CompiledAnswer([], [], errors) : Emit(tree, shim, references);
    }

    /// <summary>Where a place is, as "FILE:LINE".</summary>
    public static string Where(Location place)
    {
        FileLinePositionSpan span = place.GetLineSpan();
        return $"{span.Path}:{span.StartLinePosition.Line + 1}";
    }

    private static CompiledAnswer Emit(SyntaxTree tree, SyntaxTree shim, MetadataReference[] references)
    {
        SyntaxNode guarded = new GuardRewriter(tree).Visit(tree.GetRoot());
        SyntaxTree watched =
            CSharpSyntaxTree.Create((CSharpSyntaxNode)guarded, _language, tree.FilePath, Encoding.UTF8);
        using MemoryStream image = new(), symbols = new();
        EmitResult result = CSharpCompilation.Create(AssemblyName, [watched, shim], references, _options)
            .Emit(image, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        return result.Success
            ? new CompiledAnswer(image.ToArray(), symbols.ToArray(), [])
            : throw new InvalidOperationException(
                $"with the guards of statements {tree.FilePath} doesn't compile any more: "
                + result.Diagnostics.First(found => found.Severity == DiagnosticSeverity.Error));
    }

    private static SyntaxTree Parse(string text, string path) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), _language, path);

    private static string Describe(Diagnostic found, SyntaxTree shim, string className)
    {
        if (found.Location.SourceTree != shim)
        {
            return found.Location.IsInSource
                ? $"{Where(found.Location)}: {found.GetMessage()} ({found.Id})"
                : $"{found.GetMessage()} ({found.Id})";
        }

        // A method is missing, or has another signature: the shim's line has the one that is called.
        string line = shim.GetText().Lines[found.Location.GetLineSpan().StartLinePosition.Line].ToString();
        return $"'static class {className}' needs the method '{AnswerShim.SignatureOf(line)}'";
    }

    private static IEnumerable<MetadataReference> References()
    {
        string folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        foreach (string name in (string[])["System.Private.CoreLib", "System.Runtime", "System.Console"])
        {
            yield return MetadataReference.CreateFromFile(Path.Combine(folder, $"{name}.dll"));
        }

        yield return MetadataReference.CreateFromFile(typeof(Osmosis.Labs.Machine).Assembly.Location);
    }
}
