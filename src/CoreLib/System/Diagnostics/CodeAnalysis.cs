// Attributes that flow analysis reads.

namespace System.Diagnostics.CodeAnalysis;

public sealed class UnscopedRefAttribute : Attribute;

public sealed class DoesNotReturnAttribute : Attribute;

public sealed class SetsRequiredMembersAttribute : Attribute;

public sealed class MaybeNullWhenAttribute(bool returnValue) : Attribute
{
    public bool ReturnValue { get; } = returnValue;
}

public sealed class NotNullWhenAttribute(bool returnValue) : Attribute
{
    public bool ReturnValue { get; } = returnValue;
}

public sealed class SuppressMessageAttribute(string category, string checkId) : Attribute
{
    public string Category { get; } = category;

    public string CheckId { get; } = checkId;

    public string? Justification { get; set; }
}
