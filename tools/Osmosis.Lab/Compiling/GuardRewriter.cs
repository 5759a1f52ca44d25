// Puts a call of Guard in front of every statement of an answer, and moves no line.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Osmosis.Lab.Compiling;

/// <summary>
/// Each statement S of line N becomes "Guard.At(N); S", each body begins with Guard.Enter, each loop's body with
/// Guard.At, "return X;" becomes "return Guard.Return&lt;T&gt;(X, N, METHOD);", and "uint a = X;" becomes
/// "uint a = Guard.Value(X, N, METHOD);". All that is added stands in the line of what it is added to.
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
        node.Expression is null || MethodOf(node)?.Type is not { } type
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

    /// <summary>Where an address comes from is asked of the variables, too, that hold one.</summary>
    public override SyntaxNode? VisitVariableDeclarator(VariableDeclaratorSyntax node)
    {
        if (node.Initializer is not { } initial || node.Parent is not VariableDeclarationSyntax
            {
                Type: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.UIntKeyword },
                Parent: LocalDeclarationStatementSyntax { IsConst: false }
            })
        {
            return base.VisitVariableDeclarator(node);
        }

        ExpressionSyntax value = ((ExpressionSyntax)Visit(initial.Value)!).WithoutTrivia();
        return node.WithInitializer(initial.WithValue(Wrapped($"{Guard}.Value", value, initial.Value)
            .WithTrailingTrivia(initial.Value.GetTrailingTrivia())));
    }

    private static (string Name, TypeSyntax Type)? MethodOf(SyntaxNode node) => node.AncestorsAndSelf()
        .Select<SyntaxNode, (string, TypeSyntax)?>(around => around switch
        {
            MethodDeclarationSyntax method => (method.Identifier.ValueText, method.ReturnType),
            LocalFunctionStatementSyntax local => (local.Identifier.ValueText, local.ReturnType),
            _ => null,
        })
        .FirstOrDefault(found => found is not null);

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
        return Wrapped($"{Guard}.Return<{type.WithoutTrivia()}>", (ExpressionSyntax)Visit(value)!, at)
            .WithLeadingTrivia(SyntaxFactory.Space);
    }

    private InvocationExpressionSyntax Wrapped(string guard, ExpressionSyntax value, SyntaxNode at)
    {
        InvocationExpressionSyntax call = (InvocationExpressionSyntax)SyntaxFactory.ParseExpression(
            $"{guard}(x, {LineOf(at)}, \"{MethodOf(at)?.Name}\")");
        ArgumentSyntax first = call.ArgumentList.Arguments[0];
        return call.ReplaceNode(first, first.WithExpression(value));
    }

    private StatementSyntax Call(string method, SyntaxNode at) =>
        SyntaxFactory.ParseStatement($"{Guard}.{method}({LineOf(at)});");

    private int LineOf(SyntaxNode node) => tree.GetLineSpan(node.Span).StartLinePosition.Line + 1;
}
