// The sources of the core as the host's project compiles them, and compilations of them with changes.
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Osmosis.Mutants;

internal sealed class CoreSources
{
    // Folders that the host's project includes whole are the core. Single files belong to others.
    private const string AllBelow = "/**/*.cs";

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest);

    private readonly CSharpCompilation _compilation;
    private readonly byte[] _original;
    private readonly Dictionary<string, SyntaxTree> _trees;

    /// <param name="root">The repository.</param>
    /// <param name="version">The version of the assembly that the tests were built against.</param>
    /// <exception cref="InvalidDataException">The unchanged sources don't compile.</exception>
    public CoreSources(string root, Version version)
    {
        string attributes = $"""[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Memory.Tests"), """
            + $"""System.Reflection.AssemblyVersion("{version}")]""";
        string project = Path.Combine(root, "src", "Memory.Host");
        ILookup<bool, string> compiled =
            XDocument.Load(Path.Combine(project, "Memory.Host.csproj")).Descendants("Compile")
                .Select(item => Path.GetFullPath(Path.Combine(project, (string)item.Attribute("Include")!)))
                .ToLookup(path => path.EndsWith(AllBelow, StringComparison.Ordinal));
        _trees = compiled[true].SelectMany(pattern => FilesBelow(pattern[..^AllBelow.Length]))
            .Order(StringComparer.Ordinal)
            .ToDictionary(file => NameOf(root, file), Parse);
        IEnumerable<string> host = Directory.EnumerateFiles(project, "*.cs").Concat(compiled[false]);
        _compilation = CSharpCompilation.Create(
            "Osmosis.Memory",
            [.. _trees.Values, .. host.Select(Parse), CSharpSyntaxTree.ParseText(attributes, Language)],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            // Without nullable analysis, which changes no code and costs time.
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: OptimizationLevel.Release, concurrentBuild: false, deterministic: true));
        _original = Compile(_compilation, out IReadOnlyList<Diagnostic> errors)
            ?? throw new InvalidDataException($"the core does not compile: {string.Join('\n', errors)}");
    }

    /// <summary>By path below src/Memory, or else below src, with slashes.</summary>
    public IReadOnlyDictionary<string, SyntaxTree> Trees => _trees;

    /// <summary>Every change of the files whose path contains a text, in order of place.</summary>
    public IEnumerable<Mutant> Mutants(string filter)
    {
        Refusals refusals = new(_compilation);
        return
            from tree in _trees
            where tree.Key.Contains(filter, StringComparison.OrdinalIgnoreCase)
            from mutant in Mutator.MutantsOf(tree.Key, tree.Value).Concat(refusals.MutantsOf(tree.Key, tree.Value))
                .OrderBy(mutant => mutant.Span.Start)
            select mutant;
    }

    /// <summary>Whether a change that compiles leaves the core's assembly the same.</summary>
    public bool IsSame(Mutant mutant)
    {
        SyntaxTree tree = _trees[mutant.File];
        SyntaxTree changed = tree.WithChangedText(tree.GetText().Replace(mutant.Span, mutant.Replacement));
        return Compile(_compilation.ReplaceSyntaxTree(tree, changed), out _).AsSpan().SequenceEqual(_original);
    }

    /// <summary>The core's assembly with every file rewritten, and one added; null when it does not compile.</summary>
    public byte[]? Compile(Func<string, SyntaxTree, SourceText> rewrite, string added,
        out IReadOnlyList<Diagnostic> errors)
    {
        CSharpCompilation compilation = _compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(added, Language));
        foreach ((string file, SyntaxTree tree) in _trees)
        {
            SourceText rewritten = rewrite(file, tree);
            compilation = rewritten == tree.GetText()
                ? compilation : compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(rewritten));
        }

        return Compile(compilation, out errors);
    }

    private static byte[]? Compile(CSharpCompilation compilation, out IReadOnlyList<Diagnostic> errors)
    {
        using MemoryStream image = new();
        var result = compilation.Emit(image);
        errors = [.. result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        return result.Success ? image.ToArray() : null;
    }

    private static SyntaxTree Parse(string file) =>
        CSharpSyntaxTree.ParseText(SourceText.From(File.ReadAllText(file)), Language, file);

    private static string NameOf(string root, string file)
    {
        string memory = Path.Combine(root, "src", "Memory") + "/";
        return file.StartsWith(memory, StringComparison.Ordinal)
            ? file[memory.Length..] : Path.GetRelativePath(Path.Combine(root, "src"), file);
    }

    private static IEnumerable<string> FilesBelow(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs").Concat(Directory.EnumerateDirectories(folder)
            .Where(inner => Path.GetFileName(inner) is not ("bin" or "obj")).SelectMany(FilesBelow));
}
