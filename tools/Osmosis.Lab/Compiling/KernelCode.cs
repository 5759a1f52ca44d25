// What an answer may use on the grader's machine, and a kernel doesn't have.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Osmosis.Lab.Compiling;

internal static class KernelCode
{
    /// <summary>Each reason with its line, "FILE:LINE: REASON".</summary>
    public static IEnumerable<string> Refusals(string fileName, string text) => CSharpSyntaxTree
        .ParseText(text, new CSharpParseOptions(LanguageVersion.Latest), fileName).GetRoot().DescendantNodes()
        .Select(node => (Where: AnswerCompiler.Where(node.GetLocation()), Reason: ReasonOf(node)))
        .Where(found => found.Reason is not null)
        .DistinctBy(found => found.Where)
        .Select(found => $"{found.Where}: {found.Reason}");

    private static string? ReasonOf(SyntaxNode node) => node switch
    {
        IdentifierNameSyntax { Identifier.Text: "Console" } =>
            "a kernel has no Console: take the line out to boot; the monitor shows what the code did",
        ThrowStatementSyntax or ThrowExpressionSyntax => "a kernel has nobody who catches: answer with a Result",
        InterpolatedStringExpressionSyntax => "a kernel has no memory to make a string in",
        _ => null,
    };
}
