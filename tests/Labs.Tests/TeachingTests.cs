// The walk-through of docs/TEACHING.md is code, and does what the page says.
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Osmosis.Cli;
using Osmosis.Lab.Checking;
using Osmosis.Lab.Compiling;
using Osmosis.Lab.Verdicts;
using Osmosis.Labs;

namespace Osmosis.Lab.Tests;

[Slow]
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
        Assert.Equal((0, "Cleaner.cs:6"), (wrong.Points, cleared.Line));
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

    /// <summary>Four students' files, and what the page shows of them.</summary>
    [Theory]
    [InlineData("Ada", 5)]
    [InlineData("Bea", 1)]
    [InlineData("Cem", 9)]
    [InlineData("Gil", 8)]
    public void The_verdicts_of_the_page_are_those_that_the_students_files_get(string student, int number)
    {
        LabDefinition lab = LabCatalogue.Find(number)!;
        string file = Path.Combine(Home.Root, "tests", "Labs.Tests", "Students", student, lab.FileName);
        string text = File.ReadAllText(file);
        StringWriter shown = new() { NewLine = "\n" };
        VerdictText.Write(
            shown, lab.Check(new LabWork("", file, text, 0, 0, IsTrusted: true)), lab.FileName, text.Split('\n'));
        string block = File.ReadAllText(Page()).Split($"**{student}**")[1].Split("```\n")[1];
        Assert.Equal(shown.ToString(), block);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Page() => Path.Combine(Home.Root, "docs", "TEACHING.md");

    private static Verdict Judge(SearchedLab lab, string text)
    {
        CompiledAnswer answer = AnswerCompiler.Compile("Cleaner.cs", text, lab.Contract, lab.ClassName);
        Assert.Empty(answer.Errors);
        AssemblyLoadContext context = new("answer");
        using Lock.Scope turn = Guard.Turn.EnterScope();
        context.Resolving += (_, name) => name.Name == "Clear" ? lab.GetType().Assembly : null;
        return lab.Judge(AnswerShim.Load(context, answer.Image, answer.Symbols), 0);
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
