// Where a new object goes. What certainly leaves its method can't be on the stack.
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Osmosis.Analyzers;

internal static class Fate
{
    /// <summary>
    /// Whether a value certainly outlives its method: it is put into a static field, or handed on by or to a method
    /// that has no inlined copies. Anything else may be seen through once methods are inlined.
    /// </summary>
    public static bool Escapes(IOperation value, ISymbol method) => value.Parent switch
    {
        IConversionOperation or IParenthesizedOperation or ICoalesceOperation => Escapes(value.Parent, method),
        IConditionalOperation branch when branch.Condition != value => Escapes(branch, method),
        ISimpleAssignmentOperation set when set.Value == value => IsInStaticField(set.Target),
        IReturnOperation => method is IMethodSymbol compiled && IsNeverInlined(compiled),
        IArgumentOperation { Parent: IInvocationOperation call } => IsNeverInlined(call.TargetMethod),
        _ => false,
    };

    /// <summary>Whether a value is made here, so that <see cref="Allocation"/> reports it.</summary>
    public static bool IsNew(IOperation value) => value switch
    {
        IConversionOperation conversion => conversion.GetConversion().IsBoxing || IsNew(conversion.Operand),
        IObjectCreationOperation or IArrayCreationOperation or ICollectionExpressionOperation => true,
        IDelegateCreationOperation => true,
        IConditionalOperation { WhenFalse: { } other } branch => IsNew(branch.WhenTrue) || IsNew(other),
        ICoalesceOperation either => IsNew(either.WhenNull),
        _ => StringBuilding.Is(value),
    };

    private static bool IsInStaticField(IOperation target) => target switch
    {
        IFieldReferenceOperation { Instance: null } => true,
        IFieldReferenceOperation { Instance: { Type.IsValueType: true } instance } => IsInStaticField(instance),
        _ => false,
    };

    private static bool IsNeverInlined(IMethodSymbol method) =>
        method is { MethodKind: not MethodKind.LocalFunction }
        && (method.MethodImplementationFlags.HasFlag(System.Reflection.MethodImplAttributes.NoInlining)
            || method.GetAttributes().Any(attribute =>
                attribute.AttributeClass?.Name is "RuntimeExportAttribute" or "UnmanagedCallersOnlyAttribute"));
}
