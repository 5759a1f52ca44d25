using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Osmosis.Testing.Generator;

/// <summary>A method marked as a test, or as the one before the tests.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Call">How generated code names it.</param>
/// <param name="TakesBoot">Whether it takes what <c>kernel_main</c> takes.</param>
/// <param name="Skip">Why it isn't run, or empty.</param>
/// <param name="TimeLimit">Seconds; 0 for the usual limit.</param>
/// <param name="MappedFile">Its file, as the compiler maps paths.</param>
/// <param name="Place">Its name's place.</param>
/// <param name="Fault">Why it can't be called; null if it can.</param>
internal sealed record MarkedMethod(string Name, string Call, bool TakesBoot, string Skip, int TimeLimit,
    string MappedFile, Place Place, string? Fault)
{
    public static MarkedMethod Of(
        IMethodSymbol method, AttributeData mark, MethodDeclarationSyntax syntax, Compilation compilation)
    {
        string type = method.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        string path = syntax.SyntaxTree.FilePath;
        object? Named(string name) => mark.NamedArguments.FirstOrDefault(pair => pair.Key == name).Value.Value;
        return new MarkedMethod(
            $"{method.ContainingType.ToDisplayString()}.{method.Name}",
            $"{type}.{method.ToDisplayString(s_callFormat)}",
            method.Parameters.Length > 0,
            Named("Skip") as string ?? "",
            Named("TimeLimit") as int? ?? 0,
            compilation.Options.SourceReferenceResolver?.NormalizePath(path, null) ?? path,
            Place.Of(syntax.Identifier.GetLocation()),
            FaultOf(method, compilation, mark.AttributeClass!.Name == "BeforeTestsAttribute"));
    }

    // Keywords as names keep their @.
    private static readonly SymbolDisplayFormat s_callFormat = new(
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    private static string? FaultOf(IMethodSymbol method, Compilation compilation, bool mayTakeBoot) =>
        !method.IsStatic ? "it isn't static, and there are no objects"
        : IsGeneric(method) ? "it, or a type around it, is generic"
        : !method.ReturnsVoid || method.IsAsync ? "it must return void"
        : !compilation.IsSymbolAccessibleWithin(method, compilation.Assembly) ? "it is private: make it internal"
        : method.Parameters.Length == 0 || (mayTakeBoot && TakesTwoWords(method)) ? null
        : mayTakeBoot ? "it must take nothing, or two uint as kernel_main does"
        : "it has parameters";

    private static bool TakesTwoWords(IMethodSymbol method) => method.Parameters.Length == 2
        && method.Parameters.All(one =>
            one.Type.SpecialType == SpecialType.System_UInt32 && one.RefKind == RefKind.None);

    private static bool IsGeneric(IMethodSymbol method)
    {
        bool isGeneric = method.IsGenericMethod;
        for (INamedTypeSymbol? type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            isGeneric |= type.IsGenericType;
        }

        return isGeneric;
    }
}
