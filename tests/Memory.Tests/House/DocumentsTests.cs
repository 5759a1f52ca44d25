using System.Text.RegularExpressions;

namespace Osmosis.Memory.Tests.House;

/// <summary>The documents: their lines are short, their links lead somewhere, and what they name exists.</summary>
public partial class DocumentsTests
{
    private const int LongestLine = 120;

    private static readonly string[] _folders = ["src", "build", "tests", "tools", "bench", "explorer", "samples",
        "kit", "labs", "docs"];

    private static readonly Document[] _documents = [.. Files().Order(StringComparer.Ordinal).Select(Document.Read)];

    private static readonly string[] _tests =
        [.. Directory.GetFiles(Path.Combine(Checkout.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !IsBuilt(file)).Select(File.ReadAllText)];

    /// <summary>Tables, pictures and what stands between fences (figures, sessions, code) may be wider.</summary>
    [Fact]
    public void Lines_have_at_most_120_characters() => Assert.Empty(
        from document in _documents
        from line in document.Lines
        where line.Text.Length > LongestLine && line.Text[0] is not '|'
            && !line.Text.StartsWith("![", StringComparison.Ordinal)
        select $"{document.Name}:{line.Number}: {line.Text.Length} characters");

    /// <summary>Sessions are taken from terminals, whose control sequences nobody wants to read.</summary>
    [Fact]
    public void No_document_has_control_characters() =>
        Assert.All(Files(),
            file =>
                Assert.DoesNotContain(File.ReadAllText(file),
                    character => char.IsControl(character) && character is not ('\n' or '\t')));

    [Fact]
    public void Links_lead_to_a_file_and_a_heading_that_exist() => Assert.Empty(
        from document in _documents
        from link in document.Matches(Link())
        where !link.StartsWith("http", StringComparison.Ordinal) && !Exists(document, link)
        select $"{document.Name}: {link}");

    [Fact]
    public void Files_named_by_their_path_exist() => Assert.Empty(
        from document in _documents
        from path in document.Matches(NamedPath())
        where _folders.Contains(path.Split('/')[0]) && !path.Contains('*')
            && !Path.Exists(Path.Combine(Checkout.Root, path))
        select $"{document.Name}: {path}");

    /// <summary>A name that is cut short has "…" at that end.</summary>
    [Fact]
    public void Tests_named_exist() => Assert.Empty(
        from document in _documents
        from name in document.Matches(NamedTest())
        from part in name.Split('.')
        where !_tests.Any(source => source.Contains(part.Trim('…'), StringComparison.Ordinal))
        select $"{document.Name}: {name}");

    private static bool Exists(Document document, string link)
    {
        string[] parts = link.Split('#');
        string file = parts[0].Length == 0
            ? document.Name
            : Path.GetRelativePath(Checkout.Root,
                Path.Combine(Checkout.Root, Path.GetDirectoryName(document.Name)!, parts[0]));
        return Path.Exists(Path.Combine(Checkout.Root, file))
            && (parts.Length == 1 || _documents.Any(other => other.Name == file && other.Anchors().Contains(parts[1])));
    }

    private static IEnumerable<string> Files() => _folders
        .SelectMany(folder =>
            Directory.GetFiles(Path.Combine(Checkout.Root, folder), "*.md", SearchOption.AllDirectories))
        .Concat(Directory.GetFiles(Checkout.Root, "*.md"))
        .Where(file => !IsBuilt(file));

    private static bool IsBuilt(string file) =>
        file.Split('/').Any(folder => folder is "bin" or "obj" or "node_modules");

    [GeneratedRegex(@"\]\((?<what>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`(?<what>[a-z]+/[\w./*-]+)`")]
    private static partial Regex NamedPath();

    [GeneratedRegex(@"`(?<what>[A-Z]\w*Tests(\.\w+…?)?|…[A-Z]\w+)`")]
    private static partial Regex NamedTest();
}
