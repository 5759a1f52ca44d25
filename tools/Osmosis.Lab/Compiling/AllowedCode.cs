// What an answer may be made of: a list, so that everything else is refused by its line, not by somebody's idea of a
// trick. It is nearly the kernel's own rule: no objects, no arrays, nothing remembered outside the machine.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Osmosis.Lab.Compiling;

internal static class AllowedCode
{
    private static readonly HashSet<string> _types =
    [
        "bool", "byte", "sbyte", "short", "ushort", "int", "uint", "long", "ulong", "nint", "nuint", "char", "string",
        "void", "object", "System.Enum", "System.ValueType", "System.Math", "System.Numerics.BitOperations",
        "System.Console", "System.FlagsAttribute", "System.Exception", "System.NotImplementedException",
        "System.InvalidOperationException", "System.ArgumentException", "System.ArgumentOutOfRangeException",
    ];

    private static readonly HashSet<string> _namespaces = ["System", "Numerics", "Osmosis", "Labs"];

    // Members of the allowed types that lead out of the answer.
    private static readonly HashSet<string> _members = ["GetType", "Assembly", "Module", "TargetSite", "StackTrace"];

    /// <summary>Each reason with its line.</summary>
    public static IEnumerable<string> Refusals(SemanticModel model)
    {
        HashSet<string> lines = [];
        foreach (SyntaxNode node in model.SyntaxTree.GetRoot().DescendantNodes(descendIntoTrivia: true))
        {
            string? reason = ReasonOfShape(node) ?? ReasonOfName(node, model);
            if (reason is not null && lines.Add(AnswerCompiler.Where(node.GetLocation())))
            {
                yield return $"{AnswerCompiler.Where(node.GetLocation())}: {reason}";
            }
        }
    }

    private static string? ReasonOfShape(SyntaxNode node) => node switch
    {
        TryStatementSyntax => "try and catch are not for an answer: a failed access must end the call",
        UnsafeStatementSyntax or PointerTypeSyntax or StackAllocArrayCreationExpressionSyntax =>
            "unsafe code is not for an answer: Load and Store reach all memory",
        UsingDirectiveSyntax { Alias: not null } =>
            "another name for a type is not for an answer: write its own",
        NullableTypeSyntax => "a type with ? is not for an answer: a Result or a bool says whether there is a value, "
            + "and an out parameter has it",
        TupleTypeSyntax or TupleExpressionSyntax =>
            "a tuple is not for an answer: a second value goes into an out parameter",
        ArrayTypeSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax
            or CollectionExpressionSyntax =>
            "an array is an object, and not for an answer: what has to be remembered lies in the machine's memory",
        GotoStatementSyntax or LabeledStatementSyntax => "goto is not for an answer",
        DirectiveTriviaSyntax => "lines that begin with # are not for an answer",
        FieldDeclarationSyntax field when !field.Modifiers.Any(SyntaxKind.ConstKeyword) =>
            $"the field {field.Declaration.Variables[0].Identifier} remembers something outside the machine: "
            + "only constants may be fields",
        BaseObjectCreationExpressionSyntax made
            when made.Parent is not (ThrowStatementSyntax or ThrowExpressionSyntax) =>
            "new is not for an answer: a kernel has no memory yet that it could make objects in",
        LambdaExpressionSyntax or AnonymousMethodExpressionSyntax => "a lambda is an object, and not for an answer",
        TypeDeclarationSyntax type when type is not ClassDeclarationSyntax
            || !type.Modifiers.Any(SyntaxKind.StaticKeyword) => "only static classes and enums are for an answer",
        TypeDeclarationSyntax { TypeParameterList: not null } or MethodDeclarationSyntax { TypeParameterList: not null }
            or LocalFunctionStatementSyntax { TypeParameterList: not null } => "generics are not for an answer",
        MethodDeclarationSyntax method when method.Modifiers.Any(IsModifierOfOtherCode) =>
            "async, extern, partial and unsafe methods are not for an answer",
        _ when IsKnown(node) => null,
        _ => $"{Words(node)} is not for an answer",
    };

    private static bool IsModifierOfOtherCode(SyntaxToken token) => (SyntaxKind)token.RawKind is
        SyntaxKind.AsyncKeyword or SyntaxKind.ExternKeyword or SyntaxKind.PartialKeyword or SyntaxKind.UnsafeKeyword;

    private static bool IsKnown(SyntaxNode node) => node is
        UsingDirectiveSyntax or BaseNamespaceDeclarationSyntax or ClassDeclarationSyntax or EnumDeclarationSyntax
        or EnumMemberDeclarationSyntax or EqualsValueClauseSyntax or FieldDeclarationSyntax or VariableDeclarationSyntax
        or VariableDeclaratorSyntax or MethodDeclarationSyntax or LocalFunctionStatementSyntax
        or ArrowExpressionClauseSyntax or ParameterListSyntax or ParameterSyntax or ArgumentListSyntax
        or ArgumentSyntax or NameColonSyntax or BaseListSyntax or BaseTypeSyntax or AttributeListSyntax
        or AttributeSyntax or AttributeArgumentListSyntax or AttributeArgumentSyntax
        // Statements.
        or BlockSyntax or LocalDeclarationStatementSyntax or ExpressionStatementSyntax or EmptyStatementSyntax
        or IfStatementSyntax or ElseClauseSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax
        or BreakStatementSyntax or ContinueStatementSyntax or ReturnStatementSyntax or ThrowStatementSyntax
        or SwitchStatementSyntax or SwitchSectionSyntax or SwitchLabelSyntax or CheckedStatementSyntax
        // Expressions.
        or LiteralExpressionSyntax or NameSyntax or PredefinedTypeSyntax or ParenthesizedExpressionSyntax
        or BinaryExpressionSyntax or PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax
        or AssignmentExpressionSyntax or ConditionalExpressionSyntax or InvocationExpressionSyntax
        or MemberAccessExpressionSyntax or CastExpressionSyntax or DeclarationExpressionSyntax
        or VariableDesignationSyntax or CheckedExpressionSyntax or ThrowExpressionSyntax
        or BaseObjectCreationExpressionSyntax or IsPatternExpressionSyntax or PatternSyntax or SubpatternSyntax
        or SwitchExpressionSyntax or SwitchExpressionArmSyntax or WhenClauseSyntax or DefaultExpressionSyntax
        or InterpolatedStringExpressionSyntax or InterpolatedStringContentSyntax or InterpolationFormatClauseSyntax
        or InterpolationAlignmentClauseSyntax
        // Comments for the documentation.
        or StructuredTriviaSyntax or XmlNodeSyntax or XmlElementStartTagSyntax or XmlElementEndTagSyntax
        or XmlNameSyntax or XmlAttributeSyntax or CrefSyntax or XmlPrefixSyntax;

    private static string? ReasonOfName(SyntaxNode node, SemanticModel model)
    {
        if (node is AttributeSyntax attribute && model.GetTypeInfo(attribute).Type?.Name != "FlagsAttribute")
        {
            return $"[{attribute.Name}] is not for an answer";
        }

        if (node is not SimpleNameSyntax name || node.IsPartOfStructuredTrivia()
            || model.GetSymbolInfo(name).Symbol is not { } symbol)
        {
            return null;
        }

        if (symbol is INamespaceSymbol space)
        {
            return _namespaces.Contains(space.Name) || space.Locations.Any(place => place.IsInSource)
                ? null : $"the namespace {space.ToDisplayString()} is not for an answer";
        }

        ITypeSymbol? type = symbol switch
        {
            ITypeSymbol itself => itself,
            ILocalSymbol local => local.Type,
            IParameterSymbol parameter => parameter.Type,
            _ => symbol.ContainingType,
        };
        if (symbol is not ITypeSymbol && symbol.ContainingType?.SpecialType is SpecialType.System_String
            or SpecialType.System_Object or SpecialType.System_Enum)
        {
            return $"{symbol.Name} is not for an answer";
        }

        bool isOwn = type is null || type.Locations.Any(place => place.IsInSource) || IsOfTheContract(type);
        return isOwn || (_types.Contains(type!.OriginalDefinition.ToDisplayString()) && !_members.Contains(symbol.Name)
                && (type.Name != "Console" || symbol.Name is "Console" or "Write" or "WriteLine"))
            ? null
            : $"{(symbol is ITypeSymbol ? "" : type.Name + ".")}{symbol.Name} is not for an answer";
    }

    /// <summary>What the contract is there for: all of it but what the checker puts into an answer itself.</summary>
    private static bool IsOfTheContract(ITypeSymbol type) =>
        type.ContainingAssembly?.Name == typeof(Osmosis.Labs.Machine).Assembly.GetName().Name
        && type.Name is not ("Guard" or "EndlessException" or "CheckFailedException");

    /// <summary>A node's kind in words: "ArrayCreationExpression" is "array creation expression".</summary>
    private static string Words(SyntaxNode node) => string.Concat(
        node.Kind().ToString().Select((letter, place) =>
            char.IsUpper(letter) && place > 0 ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
}
