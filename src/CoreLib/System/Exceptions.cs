namespace System;

/// <summary>
/// Nothing is thrown here. The C# compiler writes a body that throws this into the declaration of each extension
/// member, which nobody calls: what is called is the static method beside it.
/// </summary>
public sealed class NotSupportedException;
