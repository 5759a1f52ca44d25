// The head of the native compiler's description of a type.

namespace Internal.Runtime;

internal unsafe struct MethodTable
{
    internal ushort _usComponentSize;
    internal ushort _usFlags;
    internal uint _uBaseSize;
    internal MethodTable* _relatedType;
    internal ushort _usNumVtableSlots;
    internal ushort _usNumInterfaces;
    internal uint _uHashCode;
}
