// Wrong refusals: each method that can fail does so at its start, in each possible way.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Osmosis.Mutants;

/// <summary>
/// A method fails by returning
/// <list type="bullet">
/// <item>a member of an enum whose name ends in <c>Error</c>: each that the method or its callees name (except in a
/// comparison, and except the one that is 0);</item>
/// <item><c>false</c>, when its name begins with <c>Try</c>;</item>
/// <item>no address, when its result is a <c>VirtualAddress</c> and the method or a callee returns <c>default</c> or
/// <c>VirtualAddress.Null</c> somewhere; with each error, if an <c>out</c> parameter of such an enum reports it.</item>
/// </list>
/// Other <c>out</c> parameters get their default.
/// </summary>
internal sealed class Refusals
{
    private const string ErrorSuffix = "Error";
    private const string TryPrefix = "Try";
    private const string Address = "VirtualAddress";

    private readonly CSharpCompilation _compilation;

    /// <param name="Errors">The errors that it names, except in comparisons.</param>
    /// <param name="ReturnsNone">Whether it returns no address somewhere.</param>
    /// <param name="Calls">The methods that it calls.</param>
    private sealed record Reach(HashSet<IFieldSymbol> Errors, bool ReturnsNone, HashSet<IMethodSymbol> Calls);

    private readonly Dictionary<IMethodSymbol, Reach> _methods = new(SymbolEqualityComparer.Default);

    public Refusals(CSharpCompilation compilation)
    {
        _compilation = compilation;
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            SemanticModel model = compilation.GetSemanticModel(tree);
            foreach (MethodDeclarationSyntax method in tree.GetRoot().DescendantNodes()
                .OfType<MethodDeclarationSyntax>())
            {
                _methods[model.GetDeclaredSymbol(method)!] = new Reach(NamedErrors(method, model), ReturnsNone(method),
                    Calls(method, model));
            }
        }
    }

    /// <summary>Every wrong refusal of a file, in order of place.</summary>
    public IReadOnlyList<Mutant> MutantsOf(string file, SyntaxTree tree)
    {
        SemanticModel model = _compilation.GetSemanticModel(tree);
        return
        [
            .. from method in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
               where method.Body is not null || method.ExpressionBody is not null
               from failure in FailuresOf(model.GetDeclaredSymbol(method)!)
               select Refusal(file, tree.GetText(), method, failure),
        ];
    }

    /// <param name="Outs">The value for each <c>out</c> parameter.</param>
    private sealed record Failure(string Result, IReadOnlyList<(string Parameter, string Value)> Outs);

    private IEnumerable<Failure> FailuresOf(IMethodSymbol method)
    {
        IParameterSymbol[] outs = [.. method.Parameters.Where(parameter => parameter.RefKind == RefKind.Out)];
        IParameterSymbol? told = Array.Find(outs, parameter => IsError(parameter.Type));
        if (IsError(method.ReturnType))
        {
            return ErrorsOf(method, method.ReturnType).Select(error => new Failure(error, Values(outs, null, "")));
        }

        if (method.ReturnType.SpecialType == SpecialType.System_Boolean
            && method.Name.StartsWith(TryPrefix, StringComparison.Ordinal))
        {
            return [new Failure("false", Values(outs, null, ""))];
        }

        return method.ReturnType.Name != Address ? []
            : told is not null
            ? ErrorsOf(method, told.Type).Select(error => new Failure("default", Values(outs, told, error)))
            : MayReturnNone(method) ? [new Failure("default", Values(outs, null, ""))] : [];
    }

    private static (string Parameter, string Value)[] Values(IParameterSymbol[] outs, IParameterSymbol? told,
        string error) =>
            [
                .. outs.Select(parameter =>
                    (parameter.Name, SymbolEqualityComparer.Default.Equals(parameter, told) ? error : "default"))];

    // In the enum's order.
    private IEnumerable<string> ErrorsOf(IMethodSymbol method, ITypeSymbol type)
    {
        HashSet<IFieldSymbol> errors = new(Reached(method).SelectMany(reach => reach.Errors),
            SymbolEqualityComparer.Default);
        string name = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        return type.GetMembers().OfType<IFieldSymbol>().Where(errors.Contains).Select(error => $"{name}.{error.Name}");
    }

    private bool MayReturnNone(IMethodSymbol method) => Reached(method).Any(reach => reach.ReturnsNone);

    // The method's own, and its callees'.
    private List<Reach> Reached(IMethodSymbol method)
    {
        List<Reach> reached = [];
        HashSet<IMethodSymbol> seen = new(SymbolEqualityComparer.Default);
        Stack<IMethodSymbol> open = new([method]);
        while (open.TryPop(out IMethodSymbol? next))
        {
            if (seen.Add(next) && _methods.TryGetValue(next, out Reach? reach))
            {
                reached.Add(reach);
                Array.ForEach([.. reach.Calls], open.Push);
            }
        }

        return reached;
    }

    private static bool ReturnsNone(MethodDeclarationSyntax method) =>
        method.ReturnType.ToString() == Address && method.DescendantNodes().OfType<ExpressionSyntax>().Any(value =>
            value.ToString() is Address + ".Null" or "default"
            && value.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax or ConditionalExpressionSyntax);

    // A member that is only compared with, by an operator or a pattern, was returned by another method.
    private static HashSet<IFieldSymbol> NamedErrors(MethodDeclarationSyntax method, SemanticModel model) => new(
        from access in method.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        where access.Parent is not ConstantPatternSyntax
        where access.Parent?.Kind() is not (SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression)
        let field = model.GetSymbolInfo(access).Symbol as IFieldSymbol
        where field is { HasConstantValue: true } && IsError(field.ContainingType)
            && Convert.ToInt64(field.ConstantValue, null) != 0
        select field,
        SymbolEqualityComparer.Default);

    // A call of an interface's or a constrained method may reach every implementation in the core.
    private HashSet<IMethodSymbol> Calls(MethodDeclarationSyntax method, SemanticModel model)
    {
        HashSet<IMethodSymbol> calls = new(SymbolEqualityComparer.Default);
        foreach (InvocationExpressionSyntax call in method.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (model.GetSymbolInfo(call).Symbol is IMethodSymbol called)
            {
                calls.Add(called.OriginalDefinition);
                calls.UnionWith(called.ContainingType is { TypeKind: TypeKind.Interface }
                    ? Implementations(called.OriginalDefinition) : []);
            }
        }

        return calls;
    }

    private IEnumerable<IMethodSymbol> Implementations(IMethodSymbol method) =>
        from name in _compilation.GetSymbolsWithName(method.Name, SymbolFilter.Member).OfType<IMethodSymbol>()
        where !SymbolEqualityComparer.Default.Equals(name, method) && name.Parameters.Length == method.Parameters.Length
        select name.OriginalDefinition;

    private static bool IsError(ITypeSymbol type) =>
        type.TypeKind == TypeKind.Enum && type.Name.EndsWith(ErrorSuffix, StringComparison.Ordinal);

    private static Mutant Refusal(string file, SourceText text, MethodDeclarationSyntax method, Failure failure)
    {
        TextLine line = text.Lines.GetLineFromPosition(method.Identifier.SpanStart);
        (TextSpan span, string replacement) = method.ExpressionBody is { } arrow
            ? (arrow.Expression.Span, Expression(failure))
            : (new TextSpan(method.Body!.OpenBraceToken.Span.End, 0), Statements(failure));
        string told = string.Concat(failure.Outs.Where(value => value.Value != "default")
            .Select(value => $", {value.Parameter} {Short(value.Value)}"));
        string after = $"return {Short(failure.Result)}{told}";
        return new Mutant(file, method.Identifier.Text, line.LineNumber + 1, line.ToString().Trim(), span,
            method.Identifier.Text, after)
        {
            Replacement = replacement,
            Kind = MutantKind.Refusal,
        };
    }

    private static string Statements(Failure failure) =>
        $" {string.Concat(failure.Outs.Select(value => $"{value.Parameter} = {value.Value}; "))}"
            + $"return {failure.Result};";

    // An expression that assigns and has the result as its value in both branches.
    private static string Expression(Failure failure) => failure.Outs.Count == 0 ? failure.Result
        : $"({string.Join(" & ", failure.Outs.Select(value => $"(({value.Parameter} = {value.Value}) is var _)"))}) "
            + $"? {failure.Result} : {failure.Result}";

    // global::Osmosis.Memory.Paging.MapError.NotMapped: MapError.NotMapped.
    private static string Short(string value) => string.Join('.', value.Split('.').TakeLast(2));
}
