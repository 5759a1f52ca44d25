using System.Text.RegularExpressions;

namespace Osmosis.Memory.Tests.House;

/// <summary>The core gets no larger: an addition needs a removal elsewhere.</summary>
public class CoreSizeTests
{
    private static readonly (string File, string[] Lines)[] _core =
    [
        .. Directory.GetFiles(Path.Combine(Checkout.Root, "src", "Memory"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj"))
            .Select(file => (Path.GetRelativePath(Checkout.Root, file), File.ReadAllLines(file))),
    ];

    [Fact]
    public void Frames_paging_and_heap_grow_no_larger()
    {
        int lines = _core.Where(source => source.File.Split('/')[2] is "Frames" or "Paging" or "Heap")
            .Sum(source => source.Lines.Length);
        Assert.InRange(lines, 1, 3_970);
    }

    [Fact]
    public void The_heap_grows_no_larger()
    {
        int lines = _core.Where(source => source.File.Split('/')[2] == "Heap").Sum(source => source.Lines.Length);
        Assert.InRange(lines, 1, 2_351);
    }

    [Fact]
    public void The_address_spaces_grow_no_larger()
    {
        int lines = _core.Where(source => source.File.Split('/')[2] == "Spaces").Sum(source => source.Lines.Length);
        Assert.InRange(lines, 1, 3_617);
    }

    [Fact]
    public void No_file_has_more_than_250_lines() =>
        Assert.Empty(_core.Where(source => source.Lines.Length > 250)
            .Select(source => $"{source.File}: {source.Lines.Length} lines"));

    [Fact]
    public void The_compiler_gets_at_most_40_hints()
    {
        int hints = _core.SelectMany(source => source.Lines)
            .Count(line => Regex.IsMatch(line, @"MethodImplOptions\.(AggressiveInlining|NoInlining)"));
        Assert.InRange(hints, 1, 40);
    }
}
