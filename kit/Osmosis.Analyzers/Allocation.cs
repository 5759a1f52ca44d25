// Objects, arrays, boxes, strings and delegates that code makes at run time.
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Osmosis.Analyzers;

internal static class Allocation
{
    private const string OnStack =
        "keeps it on the stack: it stays in its method, is small, and is made in no loop";

    private const string WithoutBox = "needs no box: nothing keeps it";

    /// <summary>What an operation allocates, or null.</summary>
    public static Finding? Of(IOperation operation, ISymbol method) => operation switch
    {
        IDelegateCreationOperation => new Finding(Rules.Allocates, "delegate"),
        IObjectCreationOperation { Type: { IsReferenceType: true } type } =>
            Of(operation, method, $"new {type.Name}", OnStack),
        IArrayCreationOperation { DimensionSizes.Length: > 1 } => new Finding(Rules.Allocates, "new array"),
        IArrayCreationOperation when !IsConstantData(operation) => Of(operation, method, "new array", OnStack),
        ICollectionExpressionOperation { Type: IArrayTypeSymbol } => Of(operation, method, "new array", OnStack),
        IConversionOperation conversion when IsBoxing(conversion) =>
            Of(operation, method, $"boxing of {conversion.Operand.Type?.Name}", WithoutBox),
        IInvocationOperation call when BuildsString(call.TargetMethod) => new Finding(Rules.Allocates, "new string"),
        IInvocationOperation { Instance.Type: { } type } call when IsBoxedFor(type, call.TargetMethod) =>
            Finding.Perhaps($"{call.TargetMethod.Name} of {type.Name}, which doesn't override it,", WithoutBox),
        _ when StringBuilding.Is(operation) => new Finding(Rules.Allocates, "new string"),
        _ => null,
    };

    private static Finding Of(IOperation value, ISymbol method, string what, string when)
    {
        bool isRefused = Fate.Escapes(value, method);
        // The native compiler fails at these, and not the linker.
        bool isNullable = value is IConversionOperation conversion
            && conversion.Operand.Type?.OriginalDefinition.SpecialType is SpecialType.System_Nullable_T;
        return isRefused && !isNullable ? new Finding(Rules.Allocates, what) : Finding.Perhaps(what, when);
    }

    // A span over constants is a view of the image.
    private static bool IsConstantData(IOperation array) =>
        array.Parent is IConversionOperation { Type: INamedTypeSymbol { Name: "ReadOnlySpan" } }
        && ((IArrayCreationOperation)array).Initializer is { } values
        && values.ElementValues.All(value => value.ConstantValue.HasValue);

    // The operands of + are converted one by one to strings, and not boxed.
    private static bool IsBoxing(IConversionOperation conversion) =>
        conversion.GetConversion().IsBoxing && !StringBuilding.IsPart(conversion);

    // CoreLib's methods that return new strings import what nobody exports.
    private static bool BuildsString(IMethodSymbol method) =>
        method.ContainingType.SpecialType is SpecialType.System_String
        && method.ReturnType.SpecialType is SpecialType.System_String && StaticInitialiser.IsImported(method);

    private static bool IsBoxedFor(ITypeSymbol type, IMethodSymbol method) =>
        (type.IsValueType || type.TypeKind is TypeKind.TypeParameter)
        && !method.IsStatic && method.ContainingType.SpecialType is
            SpecialType.System_Object or SpecialType.System_ValueType or SpecialType.System_Enum;
}
