// Puts a call of Guard in front of every statement of an answer, and moves no line.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Osmosis.Lab.Compiling;

/// <summary>
/// Each statement S of line N becomes "Guard.At(N); S", each body begins with Guard.Enter, each loop's body with
/// Guard.At, and "return X;" becomes "return Guard.Return&lt;T&gt;(X, N);". All that is added stands in the line of
/// what it is added to.
/// </summary>
internal sealed class GuardRewriter(SyntaxTree tree) : CSharpSyntaxRewriter
{
    private const string Guard = "global::Osmosis.Labs.Guard";

    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        IEnumerable<StatementSyntax> statements = Guarded(node.Statements);
        if (node.Parent is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax)
        {
            statements = statements.Prepend(Call("Enter", node.Parent));
        }

        return node.WithStatements(SyntaxFactory.List(statements));
    }

    public override SyntaxNode? VisitSwitchSection(SwitchSectionSyntax node) =>
        node.WithStatements(SyntaxFactory.List(Guarded(node.Statements)));

    public override SyntaxNode? VisitForStatement(ForStatementSyntax node) =>
        ((ForStatementSyntax)base.VisitForStatement(node)!).WithStatement(Loop(node, node.Statement));

    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node) =>
        ((WhileStatementSyntax)base.VisitWhileStatement(node)!).WithStatement(Loop(node, node.Statement));

    public override SyntaxNode? VisitDoStatement(DoStatementSyntax node) =>
        ((DoStatementSyntax)base.VisitDoStatement(node)!).WithStatement(Loop(node, node.Statement));

    public override SyntaxNode? VisitIfStatement(IfStatementSyntax node) => node
        .WithCondition((ExpressionSyntax)Visit(node.Condition)!)
        .WithStatement(Body(node.Statement))
        .WithElse(node.Else is null ? null : node.Else.WithStatement(Body(node.Else.Statement)));

    public override SyntaxNode? VisitReturnStatement(ReturnStatementSyntax node) =>
        node.Expression is null || ReturnTypeOf(node) is not { } type
            ? base.VisitReturnStatement(node)
            : node.WithExpression(Returned(node.Expression, type, node));

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node) =>
        node.ExpressionBody is not { } arrow
            ? base.VisitMethodDeclaration(node)
            : node.WithExpressionBody(null).WithSemicolonToken(default)
                .WithBody(BodyOf(arrow, node.ReturnType, node, node.SemicolonToken));

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node) =>
        node.ExpressionBody is not { } arrow
            ? base.VisitLocalFunctionStatement(node)
            : node.WithExpressionBody(null).WithSemicolonToken(default)
                .WithBody(BodyOf(arrow, node.ReturnType, node, node.SemicolonToken));

    private static TypeSyntax? ReturnTypeOf(SyntaxNode node) => node.Ancestors()
        .Select(around => around switch
        {
            MethodDeclarationSyntax method => method.ReturnType,
            LocalFunctionStatementSyntax local => local.ReturnType,
            _ => null,
        })
        .FirstOrDefault(type => type is not null);

    private static bool IsVoid(TypeSyntax type) =>
        type is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword };

    private IEnumerable<StatementSyntax> Guarded(SyntaxList<StatementSyntax> statements)
    {
        foreach (StatementSyntax statement in statements)
        {
            StatementSyntax visited = (StatementSyntax)Visit(statement)!;
            if (statement is not LocalFunctionStatementSyntax)
            {
                // What stands in front, a line break perhaps, goes in front of the guard.
                yield return Call("At", statement).WithLeadingTrivia(visited.GetLeadingTrivia());
                visited = visited.WithLeadingTrivia();
            }

            yield return visited;
        }
    }

    /// <summary>The body of an if: an else-if stays what it is.</summary>
    private StatementSyntax Body(StatementSyntax statement) =>
        statement is IfStatementSyntax && statement.Parent is ElseClauseSyntax
            ? (StatementSyntax)Visit(statement)!
            : AsBlock(statement, statement);

    /// <summary>A loop counts also when its body is empty.</summary>
    private StatementSyntax Loop(SyntaxNode loop, StatementSyntax body) => AsBlock(body, loop);

    private StatementSyntax AsBlock(StatementSyntax statement, SyntaxNode guarded)
    {
        StatementSyntax visited = (StatementSyntax)Visit(statement)!;
        return visited is BlockSyntax block && guarded == statement
            ? block
            : SyntaxFactory.Block(Call("At", guarded), visited.WithLeadingTrivia())
                .WithLeadingTrivia(visited.GetLeadingTrivia());
    }

    private BlockSyntax BodyOf(ArrowExpressionClauseSyntax arrow, TypeSyntax type, SyntaxNode method, SyntaxToken end)
    {
        StatementSyntax only = arrow.Expression is ThrowExpressionSyntax thrown
            ? SyntaxFactory.ThrowStatement(thrown.Expression.WithLeadingTrivia(SyntaxFactory.Space))
            : IsVoid(type) ? SyntaxFactory.ExpressionStatement((ExpressionSyntax)Visit(arrow.Expression)!)
            : SyntaxFactory.ReturnStatement(
                Returned(arrow.Expression, type, arrow.Expression).WithLeadingTrivia(SyntaxFactory.Space));
        return SyntaxFactory.Block(
                Call("Enter", method),
                only.WithLeadingTrivia(arrow.ArrowToken.TrailingTrivia))
            .WithLeadingTrivia(arrow.GetLeadingTrivia())
            .WithTrailingTrivia(end.TrailingTrivia);
    }

    private InvocationExpressionSyntax Returned(ExpressionSyntax value, TypeSyntax type, SyntaxNode at)
    {
        InvocationExpressionSyntax call = (InvocationExpressionSyntax)SyntaxFactory.ParseExpression(
            $"{Guard}.Return<{type.WithoutTrivia()}>(x, {LineOf(at)})");
        ArgumentSyntax first = call.ArgumentList.Arguments[0];
        return call.ReplaceNode(first, first.WithExpression((ExpressionSyntax)Visit(value)!))
            .WithLeadingTrivia(SyntaxFactory.Space);
    }

    private StatementSyntax Call(string method, SyntaxNode at) =>
        SyntaxFactory.ParseStatement($"{Guard}.{method}({LineOf(at)});");

    private int LineOf(SyntaxNode node) => tree.GetLineSpan(node.Span).StartLinePosition.Line + 1;
}
