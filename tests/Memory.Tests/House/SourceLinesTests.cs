namespace Osmosis.Memory.Tests.House;

/// <summary>
/// Sources are read side by side, in reviews and in terminals. Documents have their own rule (<see
/// cref="DocumentsTests"/>); data (JSON, recorded sessions, pictures) and linker scripts, where a symbol can't be cut,
/// have none.
/// </summary>
public class SourceLinesTests
{
    private const int LongestLine = 120;

    private static readonly HashSet<string> _sources = [".cs", ".ts", ".mts", ".mjs", ".js", ".css", ".html", ".asm",
        ".inc", ".c", ".h", ".targets", ".props", ".csproj", ".slnx", ".py", ".sh"];

    private static readonly HashSet<string> _notOurs = ["bin", "obj", "node_modules", "artifacts", "dist", ".git"];

    private static readonly string[] _files = [.. FilesBelow(Checkout.Root)];

    [Fact]
    public void Lines_of_sources_have_at_most_120_characters() => Assert.Empty(
        from file in _files
        from line in File.ReadLines(file).Index()
        where line.Item.Length > LongestLine
        select $"{Path.GetRelativePath(Checkout.Root, file)}:{line.Index + 1}: {line.Item.Length} characters");

    /// <summary>The search above must not pass because it finds no files.</summary>
    [Theory]
    [InlineData("osmosis")]
    [InlineData("src/Kernel/Console/Panic.cs")]
    [InlineData("build/Boot/Entry.asm")]
    [InlineData("build/Osmosis.Native.targets")]
    [InlineData("explorer/src/ui/page.css")]
    [InlineData("explorer/src/session.ts")]
    [InlineData("tools/gdb/osmosis.py")]
    public void Looks_at(string file) => Assert.Contains(Path.Combine(Checkout.Root, file), _files);

    private static IEnumerable<string> FilesBelow(string folder) =>
        Directory.GetFiles(folder).Where(file => _sources.Contains(Path.GetExtension(file)) || IsScript(file))
            .Concat(Directory.GetDirectories(folder).Where(inner => !_notOurs.Contains(Path.GetFileName(inner)))
                .SelectMany(FilesBelow));

    private static bool IsScript(string file) => Path.GetFileName(file) is "osmosis" or "run";
}
