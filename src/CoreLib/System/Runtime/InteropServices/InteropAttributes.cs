// Attributes that fix the layout of structures and the way methods are called.

namespace System.Runtime.InteropServices;

public enum LayoutKind
{
    Sequential = 0,
    Explicit = 2,
    Auto = 3,
}

public sealed class StructLayoutAttribute(LayoutKind layoutKind) : Attribute
{
    public LayoutKind Value { get; } = layoutKind;

    public int Pack;
    public int Size;
}

public sealed class FieldOffsetAttribute(int offset) : Attribute
{
    public int Value { get; } = offset;
}

public sealed class UnmanagedCallersOnlyAttribute : Attribute
{
    public Type[]? CallConvs;
    public string? EntryPoint;
}

/// <summary>Modifier of an <c>in</c> parameter's type.</summary>
public sealed class InAttribute : Attribute;

public sealed class OutAttribute : Attribute;

/// <summary>The native compiler asks for the type.</summary>
public interface IDynamicInterfaceCastable;
