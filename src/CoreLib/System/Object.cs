// The root of the class hierarchy. Instances exist only where the compiler lays them out at build
// time (string literals): nothing in this library can allocate one.

using Internal.Runtime;

namespace System;

public unsafe class Object
{
    // The compiler lays out every object as this pointer followed by its fields.
    internal MethodTable* m_pMethodTable;

    public virtual bool Equals(object? obj) => this == obj;

    public virtual int GetHashCode() => 0;

    public virtual string? ToString() => null;
}
