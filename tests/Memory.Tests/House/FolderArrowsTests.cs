using System.Text.RegularExpressions;

namespace Osmosis.Memory.Tests.House;

/// <summary>
/// The allowed dependencies between folders: docs/ARCHITECTURE.md draws the arrows, and the sources have exactly those.
/// </summary>
public partial class FolderArrowsTests
{
    private const string Kernel = "Kernel/";

    /// <summary>The host's additions to the core's types are in those types' namespaces.</summary>
    private static readonly string[] _withoutOwnNamespaces = ["CoreLib", "Memory.Host"];

    [Fact]
    public void Every_folder_has_the_namespace_of_its_path() =>
        Assert.Empty(Sources().Where(source => source.Namespace != Namespace(source.Folder))
            .Select(source => $"{source.File}: {source.Namespace}"));

    [Fact]
    public void The_folders_know_those_that_the_architecture_says() => Assert.Equal(Drawn(), Found());

    [Fact]
    public void No_arrow_outside_the_kernel_leads_back()
    {
        Dictionary<string, SortedSet<string>> arrows = Drawn().ToDictionary(line => line.Split(" → ")[0],
            line => new SortedSet<string>(line.Split(" → ")[1].Split(", ")));
        foreach (string folder in arrows.Keys.Where(folder => !folder.StartsWith(Kernel, StringComparison.Ordinal)))
        {
            Assert.DoesNotContain(folder, Reachable(folder, arrows));
            Assert.DoesNotContain(Reachable(folder, arrows),
                reached => reached.StartsWith(Kernel, StringComparison.Ordinal));
        }
    }

    private static HashSet<string> Reachable(string from, Dictionary<string, SortedSet<string>> arrows)
    {
        HashSet<string> reached = [];
        Queue<string> open = new([from]);
        while (open.TryDequeue(out string? folder))
        {
            foreach (string next in arrows.GetValueOrDefault(folder) ?? [])
            {
                if (reached.Add(next))
                {
                    open.Enqueue(next);
                }
            }
        }

        return reached;
    }

    /// <summary>A line a folder, such as "Memory/Paging → Memory/Addresses, Memory/Frames".</summary>
    private static List<string> Found()
    {
        IEnumerable<Source> sources = Sources().ToList();
        Dictionary<string, string> folders = sources.Select(source => source.Folder).Distinct().ToDictionary(Namespace);
        return [.. sources
            .GroupBy(source => source.Folder)
            .Select(group =>
                (From: group.Key,
                    To: group.SelectMany(source => Known(source, folders)).Distinct()
                        .Order(StringComparer.Ordinal).ToList()))
            .Where(arrows => arrows.To.Count > 0)
            .Select(arrows => $"{arrows.From} → {string.Join(", ", arrows.To)}")
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>The other folders that a file refers to: by a using directive or a full name.</summary>
    private static IEnumerable<string> Known(Source source, Dictionary<string, string> folders) =>
        FullName().Matches(source.Code)
            .Select(name => LongestNamespace(name.Value, folders))
            .OfType<string>()
            .Where(folder => folder != source.Folder);

    private static string? LongestNamespace(string name, Dictionary<string, string> folders)
    {
        for (string rest = name; rest.Contains('.'); rest = rest[..rest.LastIndexOf('.')])
        {
            if (folders.TryGetValue(rest, out string? folder))
            {
                return folder;
            }
        }

        return null;
    }

    private static List<string> Drawn()
    {
        string text = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "ARCHITECTURE.md"));
        Match drawing = Drawing().Match(text);
        Assert.True(drawing.Success,
            "docs/ARCHITECTURE.md has no arrows between <!-- arrows:begin --> and <!-- arrows:end -->");
        return [.. drawing.Groups["lines"].Value
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => line.Contains('→'))
            .Select(line => Blanks().Replace(line, " "))
            .Order(StringComparer.Ordinal)];
    }

    private static string Namespace(string folder) => $"Osmosis.{folder.Replace('/', '.')}";

    private static IEnumerable<Source> Sources()
    {
        string root = Path.Combine(Checkout.Root, "src");
        foreach (string file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            string folder = Path.GetRelativePath(root, Path.GetDirectoryName(file)!).Replace('\\', '/');
            string[] parts = folder.Split('/');
            if (!parts.Any(part => part is "bin" or "obj") && !_withoutOwnNamespaces.Contains(parts[0]))
            {
                string text = File.ReadAllText(file);
                string code = string.Join('\n',
                    text.Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));
                yield return new Source(Path.GetRelativePath(root, file), folder,
                    OwnNamespace().Match(code).Groups["name"].Value, OwnNamespace().Replace(code, ""));
            }
        }
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex OwnNamespace();

    [GeneratedRegex(@"\bOsmosis(\.\w+)+")]
    private static partial Regex FullName();

    [GeneratedRegex("<!-- arrows:begin -->(?<lines>.*?)<!-- arrows:end -->", RegexOptions.Singleline)]
    private static partial Regex Drawing();

    [GeneratedRegex(" +")]
    private static partial Regex Blanks();

    private readonly record struct Source(string File, string Folder, string Namespace, string Code);
}
