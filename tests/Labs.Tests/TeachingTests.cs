// The walk-through of docs/TEACHING.md is code, and does what the page says.
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Compiling;
using Osmosis.Lab.Folders;

namespace Osmosis.Lab.Tests;

public sealed class TeachingTests : IDisposable
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        """;

    private const string Right = """
        using static Osmosis.Labs.Machine;
        static class Cleaner
        {
            public static void Clear(uint frame)
            {
                for (uint i = 0; i < 4096; i += 4) Store(frame + i, 0);
            }
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("osmosis-lab-").FullName;

    [Fact]
    public void The_lab_of_the_walk_through_judges_answers()
    {
        SearchedLab lab = Compile();
        Assert.Equal(100, Judge(lab, Right).Points);
        Verdict wrong = Judge(lab, Right.Replace("i < 4096", "i < 4092", StringComparison.Ordinal));
        RuleVerdict cleared = wrong.Rules.Single(rule => rule.Rule == "cleared");
        Assert.Equal((25, "Cleaner.cs:6"), (wrong.Points, cleared.Line));
        Assert.Contains("0x00010ffc", cleared.Expected, StringComparison.Ordinal);
        Verdict outside = Judge(lab, Right.Replace("i < 4096", "i < 4100", StringComparison.Ordinal));
        Assert.NotEqual("", outside.Rules.Single(rule => rule.Rule == "reach").What);
    }

    [Fact]
    public void Every_lab_has_its_place_in_a_class()
    {
        string page = File.ReadAllText(Page());
        Assert.All(LabCatalogue.All, lab => Assert.Contains($"\n| {lab.Number} ", page, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Page() => Path.Combine(LabFolder.Checkout, "docs", "TEACHING.md");

    private static Verdict Judge(SearchedLab lab, string text)
    {
        CompiledAnswer answer = AnswerCompiler.Compile("Cleaner.cs", text, lab.Contract, lab.ClassName);
        Assert.Empty(answer.Errors);
        AssemblyLoadContext context = new("answer");
        context.Resolving += (_, name) => name.Name == "Clear" ? lab.GetType().Assembly : null;
        Assembly loaded =
            context.LoadFromStream(new MemoryStream(answer.Image), new MemoryStream(answer.Symbols));
        return lab.Judge(Activator.CreateInstance(loaded.GetType(AnswerShim.TypeName)!)!, 0);
    }

    private SearchedLab Compile()
    {
        string code = File.ReadAllText(Page()).Split("```csharp\n")[1].Split("```")[0];
        CSharpCompilation compilation = CSharpCompilation.Create("Clear",
            [CSharpSyntaxTree.ParseText(code), CSharpSyntaxTree.ParseText(Usings)],
            AppDomain.CurrentDomain.GetAssemblies().Where(assembly => assembly.Location.Length > 0)
                .Append(typeof(Osmosis.Labs.Machine).Assembly).Append(typeof(World).Assembly)
                .Append(typeof(Osmosis.Simulation.SimulatedProcessor).Assembly).Distinct()
                .Select(assembly => MetadataReference.CreateFromFile(assembly.Location)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        string file = Path.Combine(_folder, "Clear.dll");
        Assert.Empty(compilation.Emit(file).Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error));
        Assembly loaded = new AssemblyLoadContext("lab").LoadFromAssemblyPath(file);
        return (SearchedLab)Activator.CreateInstance(loaded.GetType("Osmosis.Lab.Exercises.ClearLab")!)!;
    }
}
