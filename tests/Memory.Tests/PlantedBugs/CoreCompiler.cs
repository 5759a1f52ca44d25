// Compiles the core in memory, like src/Memory.Host, with a planted bug.
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Osmosis.Memory.Tests.PlantedBugs;

internal static class CoreCompiler
{
    private const string Attributes = """
        [assembly: System.Reflection.AssemblyVersion("0.1.0.0")]
        [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Memory.Tests")]
        """;

    private static readonly CSharpParseOptions _language = new(LanguageVersion.Latest);

    /// <summary>The core in the checkout.</summary>
    private static readonly Lazy<CSharpCompilation> _core = new(Parse);

    /// <summary>The bytes of an Osmosis.Memory.dll with the bug; without any for null.</summary>
    public static byte[] Compile(PlantedBug? bug)
    {
        CSharpCompilation core = _core.Value;
        if (bug is not null)
        {
            string path = Path.Combine(Checkout.Root, bug.File);
            SyntaxTree sound = core.SyntaxTrees.Single(tree => tree.FilePath == path);
            core = core.ReplaceSyntaxTree(sound, CSharpSyntaxTree.ParseText(bug.Plant(sound.ToString()), _language, path));
        }

        using MemoryStream image = new();
        EmitResult result = core.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error)));
        return image.ToArray();
    }

    private static CSharpCompilation Parse()
    {
        IEnumerable<string> files = ((string[])["src/Memory", "src/Boot", "src/Faults", "src/Memory.Host"])
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Checkout.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj"));
        ImmutableArray<SyntaxTree> sources =
        [
            CSharpSyntaxTree.ParseText(Attributes, _language),
            .. files.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), _language, file)),
        ];
        string libraries = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        IEnumerable<MetadataReference> references = libraries.Split(Path.PathSeparator)
            .Where(library => Path.GetFileName(library).StartsWith("System.", StringComparison.Ordinal))
            .Select(library => MetadataReference.CreateFromFile(library));
        CSharpCompilationOptions options = new(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            checkOverflow: false,
            nullableContextOptions: NullableContextOptions.Enable);
        return CSharpCompilation.Create("Osmosis.Memory", sources, references, options);
    }
}
