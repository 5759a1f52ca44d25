// Attributes that a program writes to direct the compilers.

namespace System.Runtime.CompilerServices;

[Flags]
public enum MethodImplOptions
{
    Unmanaged = 0x0004,
    NoInlining = 0x0008,
    NoOptimization = 0x0040,
    AggressiveInlining = 0x0100,
    AggressiveOptimization = 0x0200,
    InternalCall = 0x1000,
}

public sealed class MethodImplAttribute(MethodImplOptions options) : Attribute
{
    public MethodImplOptions Value { get; } = options;
}

/// <summary>The compiler knows this method or type and replaces it with its own code.</summary>
public sealed class IntrinsicAttribute : Attribute;

public sealed class IndexerNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

public sealed class InlineArrayAttribute(int length) : Attribute
{
    public int Length { get; } = length;
}

public sealed class InterpolatedStringHandlerAttribute : Attribute;

public sealed class InterpolatedStringHandlerArgumentAttribute : Attribute
{
    public InterpolatedStringHandlerArgumentAttribute(string argument)
    {
    }

    public InterpolatedStringHandlerArgumentAttribute(params string[] arguments)
    {
    }
}

public sealed class CallerLineNumberAttribute : Attribute;

public sealed class CallerMemberNameAttribute : Attribute;

/// <summary>An optional parameter that gets the source text of another argument.</summary>
public sealed class CallerArgumentExpressionAttribute(string parameterName) : Attribute
{
    public string ParameterName { get; } = parameterName;
}

public sealed class CallerFilePathAttribute : Attribute;

public sealed class SkipLocalsInitAttribute : Attribute;

public sealed class OverloadResolutionPriorityAttribute(int priority) : Attribute
{
    public int Priority { get; } = priority;
}
