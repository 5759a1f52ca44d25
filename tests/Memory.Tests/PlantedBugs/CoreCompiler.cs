// Compiles the core in memory, like src/Memory.Host, with all planted bugs and a number that selects the active one:
// to compile the core and to run its code for the first time takes longer than most searches.
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using Osmosis.Mutants;

namespace Osmosis.Memory.Tests.PlantedBugs;

/// <summary>
/// A method with a bug becomes
/// <code>
/// { if (Osmosis.Memory.Planted.Active == 7) { the body, changed } else { the body } }
/// </code>
/// </summary>
internal static class CoreCompiler
{
    public const string SwitchType = "Osmosis.Memory.Planted";
    public const string SwitchField = "Active";

    private const string Added = $$"""
        [assembly: System.Reflection.AssemblyVersion("0.1.0.0")]
        [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Memory.Tests")]
        namespace Osmosis.Memory { public static class Planted { public static int {{SwitchField}}; } }
        """;

    private static readonly CSharpParseOptions _language = new(LanguageVersion.Latest);

    /// <summary>The bytes of an Osmosis.Memory.dll with the bugs: the first is active when the switch is 1.</summary>
    public static byte[] Compile(IEnumerable<PlantedBug> bugs)
    {
        CSharpCompilation core = Parse();
        foreach (IGrouping<string, (int Index, PlantedBug Bug)> file in bugs.Index().GroupBy(entry => entry.Item.File))
        {
            string path = Path.Combine(Checkout.Root, file.Key);
            SyntaxTree sound = core.SyntaxTrees.Single(tree => tree.FilePath == path);
            SourceText planted = sound.GetText()
                .WithChanges(file.SelectMany(entry => Changes(sound, entry.Index + 1, entry.Bug)));
            core = core.ReplaceSyntaxTree(sound, CSharpSyntaxTree.ParseText(planted, _language, path));
        }

        using MemoryStream image = new();
        EmitResult result = core.Emit(image);
        Assert.True(result.Success,
            string.Join('\n', result.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error)));
        return image.ToArray();
    }

    private static IEnumerable<TextChange> Changes(SyntaxTree sound, int number, PlantedBug bug)
    {
        TextSpan place = bug.PlaceIn(sound.ToString());
        SyntaxNode? body = Bodies.Around(sound, place);
        Assert.True(body is not null, $"{bug.Name}: this is no part of a method's body: {bug.Old}");
        string changed = body.ToString().Remove(place.Start - body.SpanStart, place.Length)
            .Insert(place.Start - body.SpanStart, bug.New);
        return Bodies.PutBefore(body,
            $" if ({SwitchType}.{SwitchField} == {number}) {Bodies.AsBlock(body, changed)} else ");
    }

    private static CSharpCompilation Parse()
    {
        IEnumerable<string> files = ((string[])["src/Memory", "src/Boot", "src/Faults", "src/Memory.Host"])
            .SelectMany(folder =>
                Directory.GetFiles(Path.Combine(Checkout.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj"));
        ImmutableArray<SyntaxTree> sources =
        [
            CSharpSyntaxTree.ParseText(Added, _language),
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
