// Attributes of the System.Reflection namespace that the C# compiler emits or the build generates.

namespace System.Reflection;

public sealed class DefaultMemberAttribute(string memberName) : Attribute
{
    public string MemberName { get; } = memberName;
}
