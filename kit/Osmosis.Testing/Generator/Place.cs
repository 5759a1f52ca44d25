using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Osmosis.Testing.Generator;

/// <summary>A place in a source file that, unlike a Location, holds no syntax tree alive.</summary>
/// <param name="Path">The file.</param>
/// <param name="Span">Its characters.</param>
/// <param name="Lines">Its lines and columns, from 0.</param>
internal sealed record Place(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static Place Of(Location location) =>
        new(location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span);

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
