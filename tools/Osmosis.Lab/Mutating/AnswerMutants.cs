// Small changes of an answer, one at a time: what a tired student might have written in its place.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Osmosis.Lab.Mutating;

internal static class AnswerMutants
{
    private static readonly Dictionary<SyntaxKind, string[]> _operators = new()
    {
        [SyntaxKind.LessThanToken] = ["<=", ">="],
        [SyntaxKind.LessThanEqualsToken] = ["<", ">"],
        [SyntaxKind.GreaterThanToken] = [">=", "<="],
        [SyntaxKind.GreaterThanEqualsToken] = [">", "<"],
        [SyntaxKind.EqualsEqualsToken] = ["!="],
        [SyntaxKind.ExclamationEqualsToken] = ["=="],
        [SyntaxKind.PlusToken] = ["-"],
        [SyntaxKind.MinusToken] = ["+"],
        [SyntaxKind.AmpersandToken] = ["|"],
        [SyntaxKind.BarToken] = ["&"],
        [SyntaxKind.LessThanLessThanToken] = [">>"],
        [SyntaxKind.GreaterThanGreaterThanToken] = ["<<"],
        [SyntaxKind.AmpersandAmpersandToken] = ["||"],
        [SyntaxKind.BarBarToken] = ["&&"],
    };

    /// <summary>Each change of operators, numbers, conditions and statements.</summary>
    public static IEnumerable<AnswerMutant> Of(string text)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(text);
        foreach (SyntaxNode node in tree.GetRoot().DescendantNodes())
        {
            foreach ((TextSpan place, string becomes) in Changes(node))
            {
                yield return new AnswerMutant(
                    tree.GetLineSpan(place).StartLinePosition.Line + 1,
                    text.Substring(place.Start, place.Length).ReplaceLineEndings(" "), becomes,
                    string.Concat(text.AsSpan(0, place.Start), becomes, text.AsSpan(place.End)));
            }
        }
    }

    private static IEnumerable<(TextSpan Place, string Becomes)> Changes(SyntaxNode node) => node switch
    {
        BinaryExpressionSyntax binary when _operators.TryGetValue(binary.OperatorToken.Kind(), out string[]? others) =>
            others.Select(other => (binary.OperatorToken.Span, other)),
        LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NumericLiteralExpression } number => NumberChanges(number),
        IfStatementSyntax branch => [(branch.Condition.Span, "true"), (branch.Condition.Span, "false")],
        ConditionalExpressionSyntax choice => [(choice.Condition.Span, "true"), (choice.Condition.Span, "false")],
        ExpressionStatementSyntax statement => [(statement.Span, ";")],
        _ => [],
    };

    private static IEnumerable<(TextSpan, string)> NumberChanges(LiteralExpressionSyntax number)
    {
        if (number.Token.Value is not IConvertible value)
        {
            yield break;
        }

        long was = Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture);
        yield return (number.Span, $"{was + 1}");
        if (was > 0)
        {
            yield return (number.Span, $"{was - 1}");
        }
    }
}
