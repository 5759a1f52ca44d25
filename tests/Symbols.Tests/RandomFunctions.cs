// Random functions, such as any kernel might have.
using CsCheck;
using Osmosis.Metal;

namespace Osmosis.Symbols.Tests;

internal static class RandomFunctions
{
    public const uint Start = 0x10_0000;

    private static readonly Gen<string> Word = Gen.OneOf("Run", "Write", "Osmosis", "Kernel", "Paging", ".ctor", "A",
        new string('x', 120));

    private static readonly Gen<FunctionName> Name = Gen.Select(Word, Word, Word, Gen.Int[0, 2],
        (first, second, third, parts) => parts switch
        {
            0 => new FunctionName("", "", third),
            1 => new FunctionName("", second, third),
            _ => new FunctionName(first + "." + second, second, third),
        });

    // Mostly small steps, as in code; now and then a step that needs the long form.
    private static readonly Gen<uint> Offset = Gen.Frequency((8, Gen.UInt[1, 40]), (1, Gen.UInt[1, 5000]));

    private static readonly Gen<uint> Line = Gen.Frequency((4, Gen.UInt[100, 110]), (1, Gen.UInt[1, 100_000]));

    private static readonly Gen<uint> Rule = Gen.Select(
        Gen.OneOf(FrameKind.Call, FrameKind.Interrupt, FrameKind.Outermost, FrameKind.Unknown),
        Gen.Bool,
        Gen.UInt[0, 6],
        Gen.UInt[0, 3],
        (kind, fromEbp, distance, saved) => new FrameRule(kind, fromEbp, distance * 4, saved * 4).Encoded);

    private static readonly Gen<(Function Function, uint Gap)> One = Gen.Select(
        Name,
        Gen.Bool,
        Gen.Select(Offset, Line).List[1, 12],
        Gen.Select(Offset, Rule).List[1, 6],
        Gen.UInt[1, 40],
        Gen.UInt[0, 20],
        (name, hasLines, lines, frames, rest, gap) => (Make(name, hasLines, lines, frames, rest), gap));

    /// <summary>By ascending address, with gaps between some.</summary>
    public static readonly Gen<IReadOnlyList<Function>> All = One.List[0, 30].Select(Place);

    private static Function Make(FunctionName name, bool hasLines, List<(uint, uint)> lines, List<(uint, uint)> frames,
        uint rest)
    {
        LineEntry[] lineEntries = hasLines
            ? [.. Ascending(lines).Select(entry => new LineEntry(entry.Offset, entry.Value))] : [];
        FrameEntry[] frameEntries = [.. Ascending(frames).Select(entry => new FrameEntry(entry.Offset, entry.Value))];
        uint size = Math.Max(lineEntries.LastOrDefault().Offset, frameEntries[^1].Offset) + rest;
        return new Function(name, 0, size, hasLines ? $"src/{name.Name}/{name.Name}.cs" : null, lineEntries,
            frameEntries);
    }

    // The first is at offset 0, each further one the given bytes after the previous one.
    private static IEnumerable<(uint Offset, uint Value)> Ascending(List<(uint Step, uint Value)> entries)
    {
        uint offset = 0;
        for (int i = 0; i < entries.Count; i++)
        {
            offset += i == 0 ? 0 : entries[i].Step;
            yield return (offset, entries[i].Value);
        }
    }

    private static IReadOnlyList<Function> Place(List<(Function Function, uint Gap)> functions)
    {
        uint next = Start;
        List<Function> placed = [];
        foreach ((Function function, uint gap) in functions)
        {
            placed.Add(function with { Start = next + gap });
            next += gap + function.Size;
        }

        return placed;
    }
}
