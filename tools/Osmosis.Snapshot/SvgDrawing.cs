// Boxes, text and arrows as a picture for a document: SVG, the same bytes for the same things drawn.
using System.Globalization;
using System.Text;

namespace Osmosis.Snapshot;

/// <summary>
/// A picture of a size in points. Its background is white, so that it is readable in light and dark pages.
/// </summary>
internal sealed class SvgDrawing
{
    public const string Quiet = "#505860";

    private const string Marker =
        """<marker id="head" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">""";

    private readonly StringBuilder _svg = new();

    public SvgDrawing(int width, int height, string title)
    {
        string size = string.Create(CultureInfo.InvariantCulture, $"{width} {height}");
        const string Font = "font-family=\"monospace\" font-size=\"12\"";
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" {Font}>""");
        Line($"""<title>{title}</title><rect width="{width}" height="{height}" fill="#ffffff"/>""");
        string head = $"""<path d="M0 0 L8 4 L0 8 z" fill="{Quiet}"/>""";
        Line($"""<defs>{Marker}{head}</marker></defs>""");
        Text(8, 18, title);
    }

    /// <param name="x">Left end of the first letter.</param>
    /// <param name="y">Foot of the letters.</param>
    public void Text(int x, int y, string text, string color = "#101418", int size = 12) =>
        Line($"""<text x="{x}" y="{y}" fill="{color}" font-size="{size}">{text}</text>""");

    public void Box(int x, int y, int width, int height, string fill) =>
        Line($"""<rect x="{x}.5" y="{y}.5" width="{width}" height="{height}" fill="{fill}" stroke="{Quiet}"/>""");

    /// <param name="points">The points of the path, which ends in a head if it is an arrow.</param>
    public void Path(string points, bool isArrow) =>
        Line($"""<path d="{points}" fill="none" stroke="{Quiet}"{(isArrow ? " marker-end=\"url(#head)\"" : "")}/>""");

    /// <summary>Ends and returns the picture; nothing can be drawn after this.</summary>
    public string End() => _svg.AppendLine("</svg>").ToString();

    private void Line(FormattableString text) => _svg.AppendLine(text.ToString(CultureInfo.InvariantCulture));
}
