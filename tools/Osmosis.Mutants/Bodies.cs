// The bodies of a file's members, and the insertion of statements in front of one.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Osmosis.Mutants;

internal static class Bodies
{
    /// <summary>
    /// The whole body around a place, a block or an arrow with its expression; null outside of all bodies.
    /// </summary>
    public static SyntaxNode? Around(SyntaxTree tree, TextSpan place) =>
        tree.GetRoot().FindNode(place).AncestorsAndSelf()
            .LastOrDefault(node => node is BlockSyntax or ArrowExpressionClauseSyntax);

    /// <summary>Puts statements in front of a body; an expression becomes a block first.</summary>
    /// <param name="body">A block, or an arrow with its expression.</param>
    /// <param name="statements">They go into a block around the body.</param>
    public static IEnumerable<TextChange> PutBefore(SyntaxNode body, string statements)
    {
        if (body is not ArrowExpressionClauseSyntax arrow)
        {
            return [new(new TextSpan(body.SpanStart, 0), "{" + statements), new(new TextSpan(body.Span.End, 0), "}")];
        }

        (string open, string close) = arrow.Parent is PropertyDeclarationSyntax or IndexerDeclarationSyntax
            ? ("{ get {", "}}") : ("{", "}");
        return [new(arrow.ArrowToken.Span, open + statements + "{" + Return(arrow)),
            new(new TextSpan(arrow.Span.End, 1), ";}" + close)];
    }

    /// <summary>A body as a block, with another text.</summary>
    public static string AsBlock(SyntaxNode body, string text) =>
        body is ArrowExpressionClauseSyntax arrow
            ? "{" + Return(arrow) + text[arrow.ArrowToken.Span.Length..] + ";}" : text;

    private static string Return(ArrowExpressionClauseSyntax arrow) => arrow.Parent switch
    {
        MethodDeclarationSyntax { ReturnType: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } } =>
            "",
        ConstructorDeclarationSyntax => "",
        AccessorDeclarationSyntax accessor when !accessor.IsKind(SyntaxKind.GetAccessorDeclaration) => "",
        _ => "return ",
    };
}
