// Calls of the marked method are compiled only where the symbol is defined.

namespace System.Diagnostics;

public sealed class ConditionalAttribute(string conditionString) : Attribute
{
    public string ConditionString { get; } = conditionString;
}
