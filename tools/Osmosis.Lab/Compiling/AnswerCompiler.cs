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
        // Only errors are shown, and what can be null is never one: its analysis would be for nobody.
        nullableContextOptions: NullableContextOptions.Annotations,
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

        // Both load much of the compiler: side by side they take little more time than one of them.
        Task<CompiledAnswer?> emitting = Task.Run(() => TryEmit(compilation, tree));
        List<string> refusals = [.. AllowedCode.Refusals(compilation.GetSemanticModel(tree))];
        if (refusals.Count == 0 && emitting.GetAwaiter().GetResult() is { } answer)
        {
            return answer;
        }

        // The answer is looked at once more, as it was written, for messages that fit what stands there.
        List<string> errors =
        [
            .. compilation.GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error)
                .OrderBy(found => found.Location.SourceTree == shim).ThenBy(found => found.Location.SourceSpan.Start)
                .Select(found => Describe(found, shim, className)).Distinct(),
        ];
        return errors.Count > 0 ? new CompiledAnswer([], [], errors)
            : refusals.Count > 0 ? new CompiledAnswer([], [], refusals)
            : throw new InvalidOperationException($"with the guards of statements {fileName} doesn't compile any more");
    }

    /// <summary>Where a place is, as "FILE:LINE".</summary>
    public static string Where(Location place)
    {
        FileLinePositionSpan span = place.GetLineSpan();
        return $"{span.Path}:{span.StartLinePosition.Line + 1}";
    }

    /// <summary>The answer with its guards, or null if it doesn't compile.</summary>
    private static CompiledAnswer? TryEmit(CSharpCompilation compilation, SyntaxTree tree)
    {
        if (tree.GetDiagnostics().Any(found => found.Severity == DiagnosticSeverity.Error))
        {
            return null;
        }

        SyntaxNode guarded = new GuardRewriter(tree).Visit(tree.GetRoot());
        SyntaxTree watched =
            CSharpSyntaxTree.Create((CSharpSyntaxNode)guarded, _language, tree.FilePath, Encoding.UTF8);
        using MemoryStream image = new(), symbols = new();
        EmitResult result = compilation.ReplaceSyntaxTree(tree, watched)
            .Emit(image, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        return result.Success ? new CompiledAnswer(image.ToArray(), symbols.ToArray(), []) : null;
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
