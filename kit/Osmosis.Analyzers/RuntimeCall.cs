// Code for which the native compiler calls a routine of the .NET runtime that isn't there.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Osmosis.Analyzers;

internal static class RuntimeCall
{
    private const string Folded = "knows its operands";
    private const string KnownType = "knows the type behind it: call through a generic parameter instead";

    public static Finding? Of(IOperation operation) => operation switch
    {
        IThrowOperation => new Finding(Rules.Unlinkable, "throw"),
        IConversionOperation conversion => Of(conversion),
        IBinaryOperation binary => Of(binary.OperatorKind, binary.IsChecked, binary.Type, binary.ConstantValue),
        ICompoundAssignmentOperation sum => Of(sum.OperatorKind, sum.IsChecked, sum.Type, sum.ConstantValue),
        IInvocationOperation call => OfMember(call.TargetMethod, call.Instance),
        IPropertyReferenceOperation property => OfMember(property.Property, property.Instance),
        IEventReferenceOperation events => OfMember(events.Event, events.Instance),
        IForEachLoopOperation loop => OfInterface(Unconverted(loop.Collection).Type),
        IUsingOperation { Resources: { } resource } => OfInterface(resource.Type),
        ISimpleAssignmentOperation set => Of(set),
        _ => null,
    };

    private static Finding? Of(IConversionOperation conversion)
    {
        if (conversion.ConstantValue.HasValue)
        {
            return null;
        }

        if (conversion.GetConversion().IsUnboxing)
        {
            return Finding.Perhaps("unboxing", "sees the box being made");
        }

        bool isFromFraction = IsFraction(conversion.Operand.Type), isToFraction = IsFraction(conversion.Type);
        return isFromFraction != isToFraction && (IsLong(conversion.Operand.Type) || IsLong(conversion.Type)
                || isToFraction && IsUnsignedWord(conversion.Operand.Type) || isFromFraction && conversion.IsChecked)
            ? Finding.Perhaps($"a conversion from {conversion.Operand.Type} to {conversion.Type}", Folded) : null;
    }

    private static Finding? Of(BinaryOperatorKind kind, bool isChecked, ITypeSymbol? type,
        Optional<object?> constant) =>
        constant.HasValue ? null
        : kind is BinaryOperatorKind.Remainder && IsFraction(type) ? Finding.Perhaps("% of fractions", Folded)
        : kind is BinaryOperatorKind.Multiply && isChecked && IsLong(type)
            ? Finding.Perhaps("a checked product of 64 bits", Folded) : null;

    private static Finding? OfMember(ISymbol member, IOperation? instance) =>
        instance?.Type is not { } type ? null
        : OfInterface(type) ?? (member is IMethodSymbol { IsGenericMethod: true } && !type.IsValueType
            && (member.IsVirtual || member.IsAbstract || member.IsOverride)
            ? Finding.Perhaps("a call of a generic virtual method", KnownType) : null);

    private static Finding? OfInterface(ITypeSymbol? type) =>
        type is { TypeKind: TypeKind.Interface } ? Finding.Perhaps($"a call through {type.Name}", KnownType) : null;

    // Outside of locals the compiler tells the garbage collector of each new reference.
    private static Finding? Of(ISimpleAssignmentOperation set) =>
        set.Target.Type is { IsReferenceType: true }
            && !set.IsRef && !Unconverted(set.Value).ConstantValue.HasValue && !IsLocal(set.Target)
            && !Fate.IsNew(set.Value)
            ? Finding.Perhaps("a reference stored outside of a local variable",
                "sees that it is a local variable's, or a constant")
            : null;

    private static bool IsLocal(IOperation target) => target switch
    {
        ILocalReferenceOperation local => local.Local.RefKind is RefKind.None,
        IParameterReferenceOperation parameter => parameter.Parameter.RefKind is RefKind.None,
        IFieldReferenceOperation { Instance: { Type.IsValueType: true } instance } => IsLocal(instance),
        IDiscardOperation or IArrayElementReferenceOperation => true,
        _ => false,
    };

    private static IOperation Unconverted(IOperation value) =>
        value is IConversionOperation conversion ? Unconverted(conversion.Operand) : value;

    private static bool IsFraction(ITypeSymbol? type) =>
        type?.SpecialType is SpecialType.System_Single or SpecialType.System_Double;

    private static bool IsLong(ITypeSymbol? type) =>
        type?.SpecialType is SpecialType.System_Int64 or SpecialType.System_UInt64;

    private static bool IsUnsignedWord(ITypeSymbol? type) =>
        type?.SpecialType is SpecialType.System_UInt32 or SpecialType.System_UIntPtr;
}
