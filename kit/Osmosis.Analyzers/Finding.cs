// One thing found, with the rule's words for it.
using Microsoft.CodeAnalysis;

namespace Osmosis.Analyzers;

internal sealed class Finding(DiagnosticDescriptor rule, params string[] words)
{
    public Diagnostic At(IOperation operation) => Diagnostic.Create(rule, operation.Syntax.GetLocation(), [.. words]);

    /// <summary>The build accepts <paramref name="what"/> only if the compiler does what <paramref name="when"/> says.
    /// </summary>
    public static Finding Perhaps(string what, string when) => new(Rules.LeftToOptimiser, what, when);
}
