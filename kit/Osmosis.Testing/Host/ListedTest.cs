namespace Osmosis.Testing.Host;

/// <summary>A test, as the generator lists it.</summary>
/// <param name="Index">Its number in the list, from 0, by which the image knows it.</param>
/// <param name="Name">Its full name: namespace, types, method.</param>
/// <param name="File">The path of its source file.</param>
/// <param name="Line">Its line there, from 1.</param>
/// <param name="Skip">Why it isn't run; empty to run it.</param>
/// <param name="TimeLimit">How long it may run.</param>
internal sealed record ListedTest(int Index, string Name, string File, int Line, string Skip, TimeSpan TimeLimit)
{
    public const int UsualSeconds = 10;

    /// <summary>The name without namespace and type.</summary>
    public string Method => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>The name of the type, with its namespace.</summary>
    public string FullType => Name.Contains('.', StringComparison.Ordinal) ? Name[..Name.LastIndexOf('.')] : "";

    /// <summary>The name of the type alone.</summary>
    public string Type => FullType[(FullType.LastIndexOf('.') + 1)..];

    public string Namespace => FullType.Contains('.', StringComparison.Ordinal)
        ? FullType[..FullType.LastIndexOf('.')] : "";
}
