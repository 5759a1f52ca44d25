// Reads a coverage file in Cobertura's format.
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Osmosis.Cli.Testing;

/// <summary>A number reached, of a total.</summary>
internal readonly record struct Share(int Reached, int All)
{
    public static Share operator +(Share left, Share right) => new(left.Reached + right.Reached, left.All + right.All);

    public override string ToString() =>
        All == 0 ? "-"
            : string.Create(CultureInfo.InvariantCulture, $"{100.0 * Reached / All:f1} % ({Reached} of {All})");
}

/// <param name="Path">Below the folder reported on, with slashes.</param>
/// <param name="Lines">Lines with code.</param>
/// <param name="Branches">Branches out of lines that have more than one.</param>
/// <param name="LinesNotReached">By number.</param>
internal sealed record FileCoverage(string Path, Share Lines, Share Branches, IReadOnlyList<int> LinesNotReached)
{
    private const string Memory = "Memory/";

    /// <summary>
    /// The folder in src/Memory, or the file itself if it lies directly there; for others the folder in src.
    /// </summary>
    public string Component =>
        (Path.StartsWith(Memory, StringComparison.Ordinal) ? Path[Memory.Length..] : Path).Split('/')[0];
}

internal sealed partial record CoverageReport(IReadOnlyList<FileCoverage> Files)
{
    // Folders that the core's tests compile too, but that aren't the core.
    private static readonly string[] s_others = ["Kernel", "Memory.Host"];

    /// <summary>
    /// The coverage of the core's sources below <paramref name="folder"/>. A line that several types share counts once.
    /// </summary>
    public static CoverageReport Read(string path, string folder)
    {
        var lines =
            from type in XDocument.Load(path).Descendants("class")
            let file = System.IO.Path.GetRelativePath(folder, (string)type.Attribute("filename")!)
            where !file.StartsWith("..", StringComparison.Ordinal) && !s_others.Contains(file.Split('/')[0])
            from line in type.Elements("lines").Elements("line")
            group line by (File: file, Number: (int)line.Attribute("number")!) into same
            select (same.Key.File, same.Key.Number, IsReached: same.Any(line => (long)line.Attribute("hits")! > 0),
                Branches: same.Max(Branches));
        return new CoverageReport(
        [
            .. from line in lines
               group line by line.File into file
               orderby file.Key
               select new FileCoverage(
                   file.Key,
                   new Share(file.Count(line => line.IsReached), file.Count()),
                   file.Aggregate(default(Share), (sum, line) => sum + line.Branches),
                   [.. file.Where(line => !line.IsReached).Select(line => line.Number).Order()]),
        ]);
    }

    // condition-coverage="50% (1/2)"
    private static Share Branches(XElement line)
    {
        Match match = Fraction().Match((string?)line.Attribute("condition-coverage") ?? "");
        return match.Success
            ? new Share(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
                int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture))
            : default;
    }

    [GeneratedRegex(@"\((\d+)/(\d+)\)")]
    private static partial Regex Fraction();
}
