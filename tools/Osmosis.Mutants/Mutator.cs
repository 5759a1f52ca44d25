// Makes the changes to try: the standard operators, on everything that is not constant at compile time.
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Osmosis.Mutants;

/// <summary>
/// Arithmetic, shifts, bits, boundaries and negations of comparisons, logic, constants by one, conditions that always
/// or never hold, statements and returned values left out. Changes that don't compile are dropped by the caller.
/// </summary>
internal sealed partial class Mutator
{
    private static readonly Dictionary<SyntaxKind, string[]> Operators = new()
    {
        [SyntaxKind.PlusToken] = ["-"],
        [SyntaxKind.MinusToken] = ["+"],
        [SyntaxKind.AsteriskToken] = ["/"],
        [SyntaxKind.SlashToken] = ["*"],
        [SyntaxKind.PercentToken] = ["*"],
        [SyntaxKind.LessThanLessThanToken] = [">>"],
        [SyntaxKind.GreaterThanGreaterThanToken] = ["<<"],
        [SyntaxKind.AmpersandToken] = ["|"],
        [SyntaxKind.BarToken] = ["&"],
        [SyntaxKind.CaretToken] = ["|"],
        [SyntaxKind.LessThanToken] = ["<=", ">="],
        [SyntaxKind.LessThanEqualsToken] = ["<", ">"],
        [SyntaxKind.GreaterThanToken] = [">=", "<="],
        [SyntaxKind.GreaterThanEqualsToken] = [">", "<"],
        [SyntaxKind.EqualsEqualsToken] = ["!="],
        [SyntaxKind.ExclamationEqualsToken] = ["=="],
        [SyntaxKind.AmpersandAmpersandToken] = ["||"],
        [SyntaxKind.BarBarToken] = ["&&"],
        [SyntaxKind.AndKeyword] = ["or"],
        [SyntaxKind.OrKeyword] = ["and"],
        [SyntaxKind.PlusEqualsToken] = ["-="],
        [SyntaxKind.MinusEqualsToken] = ["+="],
        [SyntaxKind.AmpersandEqualsToken] = ["|="],
        [SyntaxKind.BarEqualsToken] = ["&="],
        [SyntaxKind.CaretEqualsToken] = ["|="],
        [SyntaxKind.LessThanLessThanEqualsToken] = [">>="],
        [SyntaxKind.GreaterThanGreaterThanEqualsToken] = ["<<="],
        [SyntaxKind.PlusPlusToken] = ["--"],
        [SyntaxKind.MinusMinusToken] = ["++"],
    };

    private readonly string _file;
    private readonly SourceText _text;
    private readonly List<Mutant> _mutants = [];

    private Mutator(string file, SourceText text)
    {
        _file = file;
        _text = text;
    }

    /// <summary>Every change of a file, in order of place.</summary>
    public static IReadOnlyList<Mutant> MutantsOf(string file, SyntaxTree tree)
    {
        Mutator mutator = new(file, tree.GetText());
        foreach (SyntaxNode node in tree.GetRoot().DescendantNodes(Descend))
        {
            mutator.Mutate(node);
        }

        return [.. mutator._mutants.OrderBy(mutant => mutant.Span.Start)];
    }

    // Attributes, constants and sizes of inline arrays are part of the layout, not of the behaviour.
    private static bool Descend(SyntaxNode node) => node switch
    {
        AttributeListSyntax or EnumDeclarationSyntax or ParameterListSyntax or TypeParameterConstraintClauseSyntax =>
            false,
        FieldDeclarationSyntax field => !field.Modifiers.Any(SyntaxKind.ConstKeyword),
        LocalDeclarationStatementSyntax local => !local.IsConst,
        _ => true,
    };

    private void Mutate(SyntaxNode node)
    {
        switch (node)
        {
            case BinaryExpressionSyntax binary:
                Swap(binary, binary.OperatorToken);
                break;
            case AssignmentExpressionSyntax assignment:
                Swap(assignment, assignment.OperatorToken);
                break;
            case BinaryPatternSyntax pattern:
                Swap(pattern, pattern.OperatorToken);
                break;
            case RelationalPatternSyntax pattern:
                Swap(pattern, pattern.OperatorToken);
                break;
            case PostfixUnaryExpressionSyntax { RawKind: not (int)SyntaxKind.SuppressNullableWarningExpression } unary:
                Swap(unary, unary.OperatorToken);
                break;
            case PrefixUnaryExpressionSyntax unary:
                MutateUnary(unary);
                break;
            case LiteralExpressionSyntax literal:
                MutateLiteral(literal);
                break;
            case ConditionalExpressionSyntax conditional:
                Replace(conditional.Condition, "true", "false");
                break;
            case StatementSyntax statement:
                MutateStatement(statement);
                break;
            case ArrowExpressionClauseSyntax arrow:
                Default(arrow.Expression);
                break;
        }
    }

    private void MutateUnary(PrefixUnaryExpressionSyntax unary)
    {
        if (unary.OperatorToken.Kind() is SyntaxKind.PlusPlusToken or SyntaxKind.MinusMinusToken)
        {
            Swap(unary, unary.OperatorToken);
        }
        else if (unary.OperatorToken.Kind() is SyntaxKind.ExclamationToken or SyntaxKind.TildeToken
            or SyntaxKind.MinusToken)
        {
            Replace(unary, unary.Operand.ToString());
        }
    }

    private void MutateLiteral(LiteralExpressionSyntax literal)
    {
        switch (literal.Kind())
        {
            case SyntaxKind.TrueLiteralExpression:
                Replace(literal, "false");
                break;
            case SyntaxKind.FalseLiteralExpression:
                Replace(literal, "true");
                break;
            case SyntaxKind.NumericLiteralExpression when literal.Token.ValueText == "0":
                Replace(literal, "1");
                break;
            case SyntaxKind.NumericLiteralExpression:
                Replace(literal, $"({literal} + 1)", $"({literal} - 1)");
                break;
        }
    }

    private void MutateStatement(StatementSyntax statement)
    {
        switch (statement)
        {
            case IfStatementSyntax branch:
                Replace(branch.Condition, "true", "false");
                break;
            case WhileStatementSyntax loop:
                Replace(loop.Condition, "false");
                break;
            case ForStatementSyntax { Condition: { } condition }:
                Replace(condition, "false");
                break;
            case ExpressionStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax
                or ReturnStatementSyntax { Expression: null }:
                Replace(statement, ";");
                break;
            case ReturnStatementSyntax { Expression: { } value }:
                Default(value);
                break;
        }
    }

    private void Default(ExpressionSyntax value)
    {
        if (value is not (LiteralExpressionSyntax or AssignmentExpressionSyntax or RefExpressionSyntax))
        {
            Replace(value, "default");
        }
    }

    // The change is shown with both operands: an operator alone doesn't show its place in the line.
    private void Swap(SyntaxNode node, SyntaxToken token)
    {
        foreach (string other in Operators.GetValueOrDefault(token.Kind(), []))
        {
            string text = node.ToString();
            int at = token.SpanStart - node.SpanStart;
            Add(node, token.Span, other, text,
                string.Concat(text.AsSpan(0, at), other, text.AsSpan(at + token.Span.Length)));
        }
    }

    private void Replace(SyntaxNode node, params string[] others)
    {
        foreach (string other in others)
        {
            Add(node, node.Span, other, node.ToString(), other);
        }
    }

    private void Add(SyntaxNode node, TextSpan span, string replacement, string before, string after)
    {
        TextLine line = _text.Lines.GetLineFromPosition(span.Start);
        _mutants.Add(new Mutant(_file, MemberAround(node), line.LineNumber + 1, line.ToString().Trim(), span,
            OneLine(before), OneLine(after))
        {
            Replacement = replacement,
        });
    }

    private static string MemberAround(SyntaxNode node) => node.FirstAncestorOrSelf<MemberDeclarationSyntax>() switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        OperatorDeclarationSyntax operation => $"operator {operation.OperatorToken.Text}",
        IndexerDeclarationSyntax => "this[]",
        FieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.Text,
        _ => "",
    };

    private static string OneLine(string text) => Blanks().Replace(text, " ");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
