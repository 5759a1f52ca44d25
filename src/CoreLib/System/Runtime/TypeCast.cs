// Casts between classes. The native compiler requires the methods to exist. Kernel code has no class hierarchy to cast
// in, so reaching one is a failure.

using Internal.Runtime;
using Internal.Runtime.CompilerHelpers;

namespace System.Runtime;

internal static unsafe class TypeCast
{
    internal struct ArrayElement
    {
        public object Value;
    }

    private static void StelemRef(object[] array, nint index, object value) =>
        ThrowHelpers.ThrowInvalidOperationException();

    private static object CheckCastAny(MethodTable* type, object value) => Refuse(value);

    private static object CheckCastClass(MethodTable* type, object value) => Refuse(value);

    private static object CheckCastClassSpecial(MethodTable* type, object value) => Refuse(value);

    private static object CheckCastInterface(MethodTable* type, object value) => Refuse(value);

    private static object IsInstanceOfAny(MethodTable* type, object value) => Refuse(value);

    private static object IsInstanceOfClass(MethodTable* type, object value) => Refuse(value);

    private static object IsInstanceOfInterface(MethodTable* type, object value) => Refuse(value);

    private static bool IsInstanceOfException(MethodTable* type, object value) => Refuse(value) == value;

    private static object Refuse(object value)
    {
        ThrowHelpers.ThrowInvalidOperationException();
        return value;
    }
}
