// A release's version, and what CHANGELOG.md says of it.
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Osmosis.Cli.Releasing;

/// <param name="Number">The version.</param>
/// <param name="Notes">The text below the version's heading in CHANGELOG.md.</param>
internal sealed record ReleaseVersion(string Number, string Notes)
{
    private const string VersionFile = "Directory.Build.props";
    private const string ChangeFile = "CHANGELOG.md";

    /// <summary>Checks that the sources are those of a version: it is stated in one place, and has its notes.</summary>
    /// <param name="root">The checkout.</param>
    /// <param name="number">The version that was asked for.</param>
    /// <exception cref="FailedException">The sources are another version's, or it has no notes.</exception>
    public static ReleaseVersion Of(string root, string number)
    {
        string stated = XDocument.Load(Path.Combine(root, VersionFile)).Descendants("Version").Single().Value;
        if (stated != number)
        {
            throw new FailedException($"the sources are version {stated}, not {number}: {VersionFile} says so");
        }

        return new ReleaseVersion(number, NotesOf(File.ReadAllText(Path.Combine(root, ChangeFile)), number));
    }

    /// <summary>What stands between the version's heading and the next.</summary>
    /// <exception cref="FailedException">There is no such heading, or nothing below it.</exception>
    public static string NotesOf(string changes, string number)
    {
        Match section = Regex.Match(changes.ReplaceLineEndings("\n"),
            $@"^## \[{Regex.Escape(number)}\][^\n]*\n(?<notes>.*?)(?=^## |^\[[^\]]+\]: |\z)",
            RegexOptions.Multiline | RegexOptions.Singleline);
        string notes = section.Groups["notes"].Value.Trim('\n');
        return notes.Length > 0 ? notes + "\n"
            : throw new FailedException($"{ChangeFile} has nothing below a heading '## [{number}]'");
    }
}
