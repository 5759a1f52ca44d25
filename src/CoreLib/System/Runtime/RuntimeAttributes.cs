// The seam to assembly, in the managed x86 convention: the first two integer arguments in ECX and EDX, the others
// pushed left to right, the callee pops them, the result in EAX or EDX:EAX.

namespace System.Runtime;

/// <summary>Gives a method a plain symbol that assembly can call.</summary>
public sealed class RuntimeExportAttribute(string entry) : Attribute
{
    public string Entry { get; } = entry;
}

/// <summary>Makes an extern method a call of a plain symbol. The library is always "*".</summary>
public sealed class RuntimeImportAttribute(string library, string entry) : Attribute
{
    public string Library { get; } = library;

    public string Entry { get; } = entry;
}
