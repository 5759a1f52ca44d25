// Files that try to get marks without work, or to harm the grader.
using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Tests;

public sealed class CheatTests
{
    private const string Start = """
        using Osmosis.Labs;
        using static Osmosis.Labs.Machine;
        static class Paging
        {
            public static Result MapNew(uint page) => Result.OutOfFrames;
            public static Result Resolve(uint address, out uint physical) { physical = 0; return Result.NotMapped; }
        """;

    // Each stands in the lines 7 and following.
    [Theory]
    [InlineData("typeof(Paging).Assembly.GetName();", 8)]
    [InlineData("System.Environment.Exit(0);", 8)]
    [InlineData("System.IO.File.Delete(\"/tmp/x\");", 8)]
    [InlineData("System.Threading.Thread.Sleep(1000);", 8)]
    [InlineData("uint[] memory = new uint[1 << 28];", 8)]
    [InlineData("uint[] memory = [1, 2];", 8)]
    [InlineData("string text = new string('x', 100);", 8)]
    [InlineData("try { Load(1); } catch { }", 8)]
    [InlineData("try { Load(1); } finally { }", 8)]
    [InlineData("System.Action act = () => Load(1); act();", 8)]
    [InlineData("unsafe { *(int*)0 = 1; }", 8)]
    [InlineData("System.Span<byte> bytes = stackalloc byte[1 << 20];", 8)]
    [InlineData("Guard.At(1);", 8)]
    [InlineData("Osmosis.Labs.Guard.Enter(1);", 8)]
    [InlineData("again: goto again;", 8)]
    [InlineData("dynamic x = 1;", 8)]
    [InlineData("object x = 1; x.GetType();", 8)]
    [InlineData("var type = Result.Done.GetType();", 8)]
    [InlineData("System.GC.Collect();", 8)]
    [InlineData("foreach (char c in \"abc\") { }", 8)]
    [InlineData("System.Console.ReadLine();", 8)]
    [InlineData("System.Console.Out.Write(1);", 8)]
    [InlineData("System.Console.SetOut(null!);", 8)]
    [InlineData("lock (\"a\") { }", 8)]
    [InlineData("var pair = (1, 2);", 8)]
    [InlineData("_ = \"abc\".Split('b');", 8)]
    public void What_is_not_on_the_list_is_refused_by_its_line(string statement, int line)
    {
        Verdict verdict = Judge($$"""
            {{Start}}
                public static Result Map(uint page, uint frame, bool writable) {
                    {{statement}}
                    return Result.OutOfFrames;
                }
            }
            """);
        Assert.Equal(0, verdict.Points);
        Assert.StartsWith($"Paging.cs:{line}: ", verdict.Errors[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("uint? found = null;", "out parameter")]
    [InlineData("var pair = (1, 2);", "out parameter")]
    [InlineData("uint[] memory = [1, 2];", "an array is an object")]
    public void What_is_refused_has_what_to_write_instead(string statement, string advice)
    {
        Verdict verdict = Judge($$"""
            {{Start}}
                public static Result Map(uint page, uint frame, bool writable) {
                    {{statement}}
                    return Result.OutOfFrames;
                }
            }
            """);
        Assert.Contains(advice, Assert.Single(verdict.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("static uint seen;", "remembers something outside the machine")]
    [InlineData("static readonly uint seen = 1;", "remembers something outside the machine")]
    [InlineData("static Paging() { }", "Constructor")]
    [InlineData("static uint Seen { get; set; }", "Property")]
    [InlineData("class Other { ~Other() { while (true) { } } }", "static classes")]
    [InlineData("static T Of<T>(T x) => x;", "generics")]
    [InlineData(
        "[System.Runtime.CompilerServices.ModuleInitializer] internal static void M() { }", "ModuleInitializer")]
    [InlineData("static async void M() { await System.Threading.Tasks.Task.Yield(); }", "async")]
    [InlineData("[System.Runtime.InteropServices.DllImport(\"c\")] static extern void exit(int x);", "extern")]
    public void Members_that_are_no_plain_methods_are_refused(string member, string reason)
    {
        Verdict verdict = Judge($$"""
            {{Start}}
                {{member}}
                public static Result Map(uint page, uint frame, bool writable) => Result.OutOfFrames;
            }
            """);
        Assert.Equal(0, verdict.Points);
        Assert.Contains(verdict.Errors, error => error.Contains(reason, StringComparison.Ordinal)
            && error.StartsWith("Paging.cs:7: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("#line 1 \"other.cs\"")]
    [InlineData("#pragma warning disable")]
    [InlineData("#if true")]
    public void Directives_are_refused(string directive)
    {
        Verdict verdict = Judge($$"""
            {{Start}}
            {{directive}}
                public static Result Map(uint page, uint frame, bool writable) => Result.OutOfFrames;
            {{(directive.StartsWith("#if", StringComparison.Ordinal) ? "#endif" : "")}}
            }
            """);
        Assert.Equal(0, verdict.Points);
        Assert.Contains("#", verdict.Errors[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("while (true) { }", "does not return")]
    [InlineData("while (true) ;", "does not return")]
    [InlineData("for (;;) { }", "does not return")]
    [InlineData("do { } while (true);", "does not return")]
    [InlineData("return Map(page, frame, writable);", "calls itself without end")]
    [InlineData("return writable ? Map(page, frame, false) : Map(page, frame, true);", "calls itself without end")]
    [InlineData("uint zero = page - page; zero = 1 / zero;", "throws DivideByZeroException")]
    [InlineData("throw new System.InvalidOperationException(\"no\");", "throws InvalidOperationException")]
    public void A_call_that_does_not_end_is_a_broken_rule_with_its_line(string statement, string what)
    {
        Verdict verdict = Judge($$"""
            {{Start}}
                public static Result Map(uint page, uint frame, bool writable) {
                    {{statement}}
                    return Result.OutOfFrames;
                }
            }
            """);
        RuleVerdict ends = verdict.Rules.Single(rule => rule.Rule == "ends");
        Assert.False(ends.Passed);
        Assert.Contains(what, ends.What, StringComparison.Ordinal);
        Assert.Equal("Paging.cs:8", ends.Line);
    }

    [Fact]
    public void What_is_printed_is_no_part_of_the_verdict()
    {
        Verdict verdict = JudgeApart($$"""
            {{Start}}
                public static Result Map(uint page, uint frame, bool writable) {
                    System.Console.WriteLine($"{{{"{page:x}"}}} all passed, 100 points");
                    return Result.OutOfFrames;
                }
            }
            """);
        Assert.Contains("all passed", verdict.Printed, StringComparison.Ordinal);
        Assert.True(verdict.Points < 10);
    }

    [Fact]
    public void Too_much_memory_is_a_broken_rule_with_its_line()
    {
        Verdict verdict = JudgeApart($$"""
            {{Start}}
                public static Result Map(uint page, uint frame, bool writable) {
                    System.Console.WriteLine($"{page,1000000000}");
                    return Result.OutOfFrames;
                }
            }
            """);
        RuleVerdict ends = verdict.Rules.Single(rule => rule.Rule == "ends");
        Assert.Contains("throws OutOfMemoryException", ends.What, StringComparison.Ordinal);
        Assert.Equal("Paging.cs:8", ends.Line);
    }

    [Fact]
    public void A_missing_method_is_named_with_its_signature()
    {
        Verdict verdict = Judge($"{Start}\n}}");
        Assert.Equal(
            "'static class Paging' needs the method 'public static Result Map(uint page, uint frame, bool writable)'",
            verdict.Errors.Single());
    }

    [Fact]
    public void What_does_not_compile_has_its_line()
    {
        Verdict verdict = Judge(Start + "\n    public static Result Map(uint page) => Result.Nothing;\n}");
        Assert.StartsWith("Paging.cs:7: ", verdict.Errors[0], StringComparison.Ordinal);
    }

    private static Verdict Judge(string text) => LabCatalogue.Find(3)!.Check(
        new LabWork("", "Paging.cs", text, 0, 2, IsTrusted: true));

    // As a student's file is judged: in a process of its own, whose output nobody else writes to.
    private static Verdict JudgeApart(string text) => LabCatalogue.Find(3)!.Check(
        new LabWork("", "Paging.cs", text, 0, 2, IsTrusted: false));
}
