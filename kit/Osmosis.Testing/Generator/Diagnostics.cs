using Microsoft.CodeAnalysis;

namespace Osmosis.Testing.Generator;

internal static class Diagnostics
{
    public static readonly DiagnosticDescriptor Unusable = new(
        "OSM0201", "A method can't be called as a test", "{0} can't be called by the tests' runner: {1}",
        "Osmosis.Testing", DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor SecondBefore = new(
        "OSM0202", "Two methods are marked [BeforeTests]",
        "{0} is marked [BeforeTests], and so is {1}: there can be one, which may call others",
        "Osmosis.Testing", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
