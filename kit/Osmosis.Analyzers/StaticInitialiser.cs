// What the native compiler runs at build time: the initialisers of static fields, and static constructors.
using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Osmosis.Analyzers;

internal static class StaticInitialiser
{
    // From three constants on, the C# compiler copies them out of the assembly in one call.
    private const int Copied = 3;

    public static bool Is(ISymbol owner, IOperation block) => owner switch
    {
        IMethodSymbol { MethodKind: MethodKind.StaticConstructor } => true,
        IFieldSymbol { IsConst: false } or IPropertySymbol => owner.IsStatic && block is ISymbolInitializerOperation,
        _ => false,
    };

    /// <summary>Whether a method is not C#, but assembly's or nobody's.</summary>
    public static bool IsImported(IMethodSymbol method) => method.IsExtern
        || method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "RuntimeImportAttribute");

    /// <summary>Reports what the compiler certainly can't run; without that, once, that it may be unable to.</summary>
    public static void Look(IOperation block, Action<Diagnostic> report)
    {
        bool isRefused = false, isPlain = true;
        INamedTypeSymbol? own = block.SemanticModel?.GetEnclosingSymbol(block.Syntax.SpanStart)?.ContainingType;
        foreach (IOperation operation in MetalAnalyzer.Compiled(block))
        {
            Finding? found = operation is IDelegateCreationOperation ? new Finding(Rules.Allocates, "delegate")
                : Obstacle(operation, own) is { } obstacle ? new Finding(Rules.NotEvaluated, obstacle) : null;
            if (found is not null)
            {
                report(found.At(operation));
                isRefused = true;
            }

            isPlain &= IsPlain(operation);
        }

        if (!isRefused && !isPlain)
        {
            IOperation shown = block is ISymbolInitializerOperation initialiser ? initialiser.Value : block;
            report(new Finding(Rules.LeftToEvaluation).At(shown));
        }
    }

    private static string? Obstacle(IOperation operation, INamedTypeSymbol? own) => operation switch
    {
        IInvocationOperation call when IsImported(call.TargetMethod) => $"{call.TargetMethod.Name}, which isn't C#",
        IArrayCreationOperation { DimensionSizes.Length: > 1 } => "an array of several dimensions",
        IArrayCreationOperation { Type: IArrayTypeSymbol array } when HasReferences(array.ElementType) =>
            "an array of references",
        IArrayCreationOperation { Initializer: { } values } when IsCopied(values) => "an array of constants",
        ICollectionExpressionOperation { Type: IArrayTypeSymbol array, Elements: { Length: > 0 } elements }
            when HasReferences(array.ElementType) || elements.Length >= Copied && elements.All(IsNotZero) =>
            "an array with elements",
        IObjectCreationOperation { Type: { IsReferenceType: true } type } when FieldsHaveReferences(type) =>
            "an object with references",
        IAddressOfOperation { Reference: IMethodReferenceOperation } => "a method's address",
        IFieldReferenceOperation { Field: { IsStatic: true, IsConst: false } field }
            when !SymbolEqualityComparer.Default.Equals(field.ContainingType, own) && IsOutside(field, operation) =>
            $"{field.ContainingType.Name}.{field.Name}, which changes at run time",
        _ when StringBuilding.Is(operation) => "a string that is put together",
        _ => null,
    };

    private static bool IsOutside(IFieldSymbol field, IOperation operation) =>
        !field.IsReadOnly || operation.Parent is IAssignmentOperation assignment && assignment.Target == operation;

    private static bool IsCopied(IArrayInitializerOperation values) =>
        values.ElementValues.Length >= Copied && values.ElementValues.All(IsNotZero);

    private static bool IsNotZero(IOperation value) =>
        value is { ConstantValue: { HasValue: true, Value: { } constant }, Type.IsValueType: true }
        && !constant.Equals(Activator.CreateInstance(constant.GetType()));

    private static bool HasReferences(ITypeSymbol type) => !type.IsUnmanagedType;

    private static bool FieldsHaveReferences(ITypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().Any(field => !field.IsStatic && HasReferences(field.Type));

    // What the compiler was never seen to refuse.
    private static bool IsPlain(IOperation operation) => operation switch
    {
        { ConstantValue.HasValue: true } => true,
        ISymbolInitializerOperation or ILiteralOperation or IDefaultValueOperation or ISizeOfOperation => true,
        IConversionOperation conversion => conversion.OperatorMethod is null && !conversion.GetConversion().IsUnboxing,
        IArrayCreationOperation array => array.Initializer is null,
        IObjectCreationOperation { Type.IsValueType: true, Arguments.Length: 0 } made =>
            made.Constructor is not { IsImplicitlyDeclared: false },
        IObjectOrCollectionInitializerOperation or IMemberInitializerOperation or IInstanceReferenceOperation => true,
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation } => true,
        IFieldReferenceOperation => true,
        IBlockOperation or IExpressionStatementOperation or IMethodBodyOperation => true,
        _ => false,
    };
}
