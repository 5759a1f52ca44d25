// + and $"…" that make a string at run time. One string alone, with nothing or with "", stays what it is.
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Osmosis.Analyzers;

internal static class StringBuilding
{
    /// <summary>Whether an operation is the outermost one that makes a string.</summary>
    public static bool Is(IOperation operation) => operation switch
    {
        IBinaryOperation => IsSum(operation) && !IsPart(operation) && MakesOne(Parts(operation)),
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add } sum => IsString(sum.Type),
        IInterpolatedStringOperation text => IsInterpolated(text) && MakesOne(text.Parts.SelectMany(Parts)),
        _ => false,
    };

    /// <summary>Whether an operation is an operand of a longer +.</summary>
    public static bool IsPart(IOperation operation) =>
        operation.Parent is { } parent && (IsSum(parent) || parent is IParenthesizedOperation or
            IConversionOperation { IsImplicit: true } && IsPart(parent)
            || parent is ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add } sum
                && IsString(sum.Type) && operation == sum.Value);

    private static bool IsSum(IOperation operation) =>
        operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, OperatorMethod: null }
        && IsString(operation.Type);

    // Not one that a handler takes piece by piece.
    private static bool IsInterpolated(IInterpolatedStringOperation text) =>
        IsString(text.Type) && !text.ConstantValue.HasValue
        && text.Parent is not (IInterpolatedStringHandlerCreationOperation or IInterpolatedStringAdditionOperation);

    private static bool MakesOne(IEnumerable<IOperation> parts)
    {
        IOperation[] left =
            [.. parts.Where(part => part.ConstantValue is not { HasValue: true, Value: null or "" })];
        IOperation? variable = left.FirstOrDefault(part => !part.ConstantValue.HasValue);
        return variable is not null && (left.Length > 1 || !IsString(variable.Type));
    }

    private static IEnumerable<IOperation> Parts(IOperation operation) => operation switch
    {
        { ConstantValue.HasValue: true } => [operation],
        IBinaryOperation sum when IsSum(sum) => Parts(sum.LeftOperand).Concat(Parts(sum.RightOperand)),
        IParenthesizedOperation inner => Parts(inner.Operand),
        IConversionOperation { IsImplicit: true } conversion => Parts(conversion.Operand),
        IInterpolatedStringTextOperation text => Parts(text.Text),
        IInterpolationOperation hole => Parts(hole.Expression),
        _ => [operation],
    };

    private static bool IsString(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_String;
}
