// What is reported, under the codes of build/README.md.
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Osmosis.Analyzers;

internal static class Rules
{
    private const string Category = "BareMetal";

    /// <summary>The link fails: the code allocates, whatever the compiler makes of it.</summary>
    public static readonly DiagnosticDescriptor Allocates = new("OSM0001", "Managed allocation",
        "Managed allocation: {0}. There is no managed heap: use a struct, a span, or memory of your own.",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    /// <summary>The link fails: the code needs a routine that isn't there.</summary>
    public static readonly DiagnosticDescriptor Unlinkable = new("OSM0002", "Routine of the runtime",
        "The image can't be linked with {0}: it needs a routine of the .NET runtime",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    /// <summary>The native compiler fails: it can't run a static initialiser.</summary>
    public static readonly DiagnosticDescriptor NotEvaluated = new("OSM0003", "Static initialiser",
        "The native compiler can't evaluate this initialiser at build time, because of {0}: set the field in a method",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    /// <summary>The build may accept it or not; what it says depends on the optimiser.</summary>
    public static readonly DiagnosticDescriptor LeftToOptimiser = new("OSM0006", "Left to the optimiser",
        "The build accepts {0} only if the compiler {1}",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true);

    /// <summary>The native compiler evaluates it at build time, or fails with OSM0003.</summary>
    public static readonly DiagnosticDescriptor LeftToEvaluation = new("OSM0007", "Evaluated at build time",
        "The native compiler runs this initialiser at build time; if it can't, the build says OSM0003",
        Category, DiagnosticSeverity.Info, isEnabledByDefault: true);

    public static readonly ImmutableArray<DiagnosticDescriptor> All =
        [Allocates, Unlinkable, NotEvaluated, LeftToOptimiser, LeftToEvaluation];
}
