// Attributes that the C# compiler writes into assemblies. They carry no behaviour of their own.

namespace System.Runtime.CompilerServices;

public sealed class CompilationRelaxationsAttribute(int relaxations) : Attribute
{
    public int CompilationRelaxations { get; } = relaxations;
}

public sealed class RuntimeCompatibilityAttribute : Attribute
{
    public bool WrapNonExceptionThrows { get; set; }
}

public sealed class RefSafetyRulesAttribute(int version) : Attribute
{
    public int Version { get; } = version;
}

public sealed class CompilerGeneratedAttribute : Attribute;

public sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
{
    public string FeatureName { get; } = featureName;

    public bool IsOptional { get; set; }
}

public sealed class RequiredMemberAttribute : Attribute;

public sealed class ExtensionAttribute : Attribute;

public sealed class IsReadOnlyAttribute : Attribute;

public sealed class RequiresLocationAttribute : Attribute;

public sealed class IsByRefLikeAttribute : Attribute;

public sealed class IsUnmanagedAttribute : Attribute;

public sealed class ScopedRefAttribute : Attribute;

public sealed class UnsafeValueTypeAttribute : Attribute;

public sealed class ParamCollectionAttribute : Attribute;

public sealed class NullableAttribute : Attribute
{
    public NullableAttribute(byte flag)
    {
    }

    public NullableAttribute(byte[] flags)
    {
    }
}

public sealed class NullableContextAttribute(byte flag) : Attribute
{
    public byte Flag { get; } = flag;
}

public sealed class NativeIntegerAttribute : Attribute;

public sealed class FixedBufferAttribute(Type elementType, int length) : Attribute
{
    public Type ElementType { get; } = elementType;

    public int Length { get; } = length;
}

/// <summary>Modifier of a volatile field's type.</summary>
public static class IsVolatile;

/// <summary>Modifier of an init accessor's return type.</summary>
public static class IsExternalInit;
