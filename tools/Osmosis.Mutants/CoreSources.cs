// The sources of the core as the host's project compiles them, and compilations of them with changes.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Osmosis.Mutants;

internal sealed class CoreSources
{
    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest);

    private readonly CSharpCompilation _compilation;
    private readonly Dictionary<string, SyntaxTree> _trees;

    /// <param name="root">The repository.</param>
    /// <param name="version">Of the assembly that the tests were built against.</param>
    /// <exception cref="InvalidDataException">The sources, as they are, don't compile.</exception>
    public CoreSources(string root, Version version)
    {
        string attributes = $"""[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Memory.Tests"), System.Reflection.AssemblyVersion("{version}")]""";
        string core = Path.Combine(root, "src", "Memory");
        _trees = FilesBelow(core).Order(StringComparer.Ordinal).ToDictionary(file => Path.GetRelativePath(core, file), Parse);
        IEnumerable<string> host = Directory.EnumerateFiles(Path.Combine(root, "src", "Memory.Host"), "*.cs")
            .Append(Path.Combine(root, "src", "Kernel", "Memory", "ErrorTexts.cs"));
        string[] platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        _compilation = CSharpCompilation.Create(
            "Osmosis.Memory",
            [.. _trees.Values, .. host.Select(Parse), CSharpSyntaxTree.ParseText(attributes, Language)],
            platform.Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, concurrentBuild: false, deterministic: true, nullableContextOptions: NullableContextOptions.Enable));
        Original = Compile(_compilation, out string errors) ?? throw new InvalidDataException($"the core does not compile: {errors}");
    }

    /// <summary>The core's assembly without a change.</summary>
    public byte[] Original { get; }

    /// <summary>By path below src/Memory, with slashes.</summary>
    public IReadOnlyDictionary<string, SyntaxTree> Trees => _trees;

    /// <summary>The core's assembly with a change; null when it does not compile, or is the same as without.</summary>
    public byte[]? Compile(Mutant mutant)
    {
        SyntaxTree tree = _trees[mutant.File];
        SyntaxTree changed = tree.WithChangedText(tree.GetText().Replace(mutant.Span, mutant.Replacement));
        byte[]? image = Compile(_compilation.ReplaceSyntaxTree(tree, changed), out _);
        return image is null || image.AsSpan().SequenceEqual(Original) ? null : image;
    }

    /// <summary>The core's assembly with every file rewritten, and one added.</summary>
    public byte[] Compile(Func<string, SyntaxTree, SourceText> rewrite, string added)
    {
        CSharpCompilation compilation = _compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(added, Language));
        foreach ((string file, SyntaxTree tree) in _trees)
        {
            compilation = compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(rewrite(file, tree)));
        }

        return Compile(compilation, out string errors) ?? throw new InvalidDataException($"the rewritten core does not compile: {errors}");
    }

    private static byte[]? Compile(CSharpCompilation compilation, out string errors)
    {
        using MemoryStream image = new();
        var result = compilation.Emit(image);
        errors = string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5));
        return result.Success ? image.ToArray() : null;
    }

    private static SyntaxTree Parse(string file) => CSharpSyntaxTree.ParseText(SourceText.From(File.ReadAllText(file)), Language, file);

    private static IEnumerable<string> FilesBelow(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs").Concat(Directory.EnumerateDirectories(folder)
            .Where(inner => Path.GetFileName(inner) is not ("bin" or "obj")).SelectMany(FilesBelow));
}
