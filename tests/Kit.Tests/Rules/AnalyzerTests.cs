// The analyzer and the build agree: what one says is an error, the other refuses.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Osmosis.Kit.Tests.Rules;

public sealed class AnalyzerTests
{
    private static readonly string[] _left = ["OSM0006", "OSM0007"];

    [Fact]
    public Task The_analyzer_says_of_code_what_the_table_says() => CheckAnalyzerAsync(RuleCases.AtRunTime);

    [Fact]
    [Slow]
    public Task The_analyzer_says_of_initialisers_what_the_table_says() => CheckAnalyzerAsync(RuleCases.AtBuildTime);

    [Fact]
    [Slow]
    public void The_build_says_of_code_what_the_table_says() => CheckBuild(RuleCases.AtRunTime);

    [Fact]
    [Slow]
    public void The_build_says_of_initialisers_what_the_table_says() => CheckBuild(RuleCases.AtBuildTime);

    /// <summary>An error in the table is one of the build, with the same code; nothing is nothing.</summary>
    [Fact]
    public void The_table_has_no_disagreement() => Assert.DoesNotContain(
        RuleCases.AtRunTime.Concat(RuleCases.AtBuildTime).Where(IsCSharp),
        one => !_left.Contains(one.Said) && one.Said != one.Built);

    private static async Task CheckAnalyzerAsync(RuleCase[] cases)
    {
        List<string> wrongs = [];
        foreach (RuleCase one in cases)
        {
            CSharpCompilation code = MetalCode.Compile(RuleCase.Source([one]));
            using Stream nowhere = new MemoryStream();
            int start = code.SyntaxTrees[0].ToString().IndexOf($"class {one.Name}", StringComparison.Ordinal);
            IEnumerable<string> codes = (await MetalCode.AnalyzeAsync(code))
                .Where(found => found.Location.SourceSpan.Start > start).Select(found => found.Id).Distinct();
            string said = code.Emit(nowhere).Success
                ? string.Join(' ', codes.DefaultIfEmpty(RuleCase.None)) : RuleCase.NotCSharp;
            if (said != one.Said)
            {
                wrongs.Add($"{said}, and not {one}");
            }
        }

        Assert.Equal([], wrongs);
    }

    private static void CheckBuild(RuleCase[] cases)
    {
        Dictionary<RuleCase, string> verdicts = BuildVerdicts.Of(cases.Where(IsCSharp));
        Assert.Empty(verdicts.Where(verdict => verdict.Value != verdict.Key.Built)
            .Select(verdict => $"{verdict.Value}, and not {verdict.Key}"));
    }

    private static bool IsCSharp(RuleCase one) => one.Said != RuleCase.NotCSharp;
}
