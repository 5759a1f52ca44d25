// Brings together what the linked image, the compiled object and the assemblies know about each function.
using System;
using System.Text.RegularExpressions;

namespace Osmosis.Symbols;

internal sealed partial class FunctionCollector(LinkedImage image, CompiledObject compiled, MethodNames names)
{
    // What the compiler calls the repository's folder, so that objects are the same wherever they are built (PathMap).
    private const string SourceRoot = "/_/";

    private readonly IReadOnlyList<LinkedSymbol> _starts =
    [
        .. image.Symbols.Where(symbol => image.IsCode(symbol.Address) && IsFunction(symbol.Name, compiled))
            .GroupBy(symbol => symbol.Address)
            .Select(same => same.OrderByDescending(symbol => compiled.Lines.ContainsKey(symbol.Name)).First()),
    ];

    /// <summary>All functions by ascending address, without overlap.</summary>
    public IReadOnlyList<Function> Functions()
    {
        Dictionary<uint, CodeRoutine> routines = _starts.Select((symbol, index) => new CodeRoutine(symbol.Address, image.CodeAt(symbol.Address, SizeOf(index))))
            .ToDictionary(routine => routine.Start);
        FrameAnalysis frames = new(routines);
        return [.. _starts.Select(symbol => Describe(symbol, routines[symbol.Address], frames))];
    }

    /// <summary>
    /// What else has a name that a person may type: variables in assembly, marks of the linker script, and the names under which methods are
    /// exported. Global ones only, because the linker puts their addresses into the table.
    /// </summary>
    public IReadOnlyList<string> Labels()
    {
        HashSet<string> functions = [.. _starts.Select(symbol => symbol.Name)];
        return
        [
            .. image.Symbols.Where(symbol => symbol.IsGlobal && PlainName().IsMatch(symbol.Name) && !functions.Contains(symbol.Name)
                    && (image.IsCode(symbol.Address) || !compiled.DefinedNames.Contains(symbol.Name)))
                .Select(symbol => symbol.Name).Distinct().Order(StringComparer.Ordinal),
        ];
    }

    // Labels inside a routine in assembly have a '.' (`.next` in `refuse` is `refuse.next`), and marks of the linker script are not code.
    private static bool IsFunction(string name, CompiledObject compiled) =>
        compiled.Lines.ContainsKey(name) || (!name.Contains('.', StringComparison.Ordinal) && !LayoutMark().IsMatch(name));

    // A compiled function ends where its debug information says; one in assembly, where the next begins.
    private uint SizeOf(int index)
    {
        LinkedSymbol symbol = _starts[index];
        uint next = index + 1 < _starts.Count ? _starts[index + 1].Address : image.CodeStart + (uint)image.Code.Length;
        return compiled.Lines.TryGetValue(symbol.Name, out CompiledLines? lines) ? Math.Min(lines.Size, next - symbol.Address) : next - symbol.Address;
    }

    private Function Describe(LinkedSymbol symbol, CodeRoutine routine, FrameAnalysis frames)
    {
        CompiledLines? lines = compiled.Lines.GetValueOrDefault(symbol.Name);
        FunctionName name = compiled.DefinedNames.Contains(symbol.Name) ? names.Of(symbol.Name) : new FunctionName("", "", symbol.Name);
        return new Function(name, routine.Start, routine.End - routine.Start, lines?.File is string file ? Relative(file) : null, lines?.Lines ?? [], frames.Analyse(routine));
    }

    private static string Relative(string file) => file.StartsWith(SourceRoot, StringComparison.Ordinal)
        ? file[SourceRoot.Length..]
        : throw new SymbolException($"the source file {file} lies outside the repository: the image would depend on the folder it is built in");

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex PlainName();

    [GeneratedRegex("^_[a-z]+_(start|end)$")]
    private static partial Regex LayoutMark();
}
