// Combines the facts about each function from the linked image, the compiled object and the assemblies.
using System;
using System.Text.RegularExpressions;

namespace Osmosis.Symbols;

internal sealed partial class FunctionCollector
{
    /// <summary>
    /// The compiler's name for the repository's folder, so that objects are the same wherever they are built (PathMap).
    /// </summary>
    public const string SourceRoot = "/_/";

    private readonly LinkedImage _image;
    private readonly CompiledObject _compiled;
    private readonly MethodNames _names;
    private readonly IReadOnlyList<LinkedSymbol> _starts;
    private readonly Dictionary<uint, CodeRoutine> _routines;
    private readonly FrameAnalysis _frames;

    public FunctionCollector(LinkedImage image, CompiledObject compiled, MethodNames names)
    {
        (_image, _compiled, _names) = (image, compiled, names);
        _starts =
        [
            .. image.Symbols.Where(symbol => image.IsCode(symbol.Address) && IsFunction(symbol.Name, compiled))
                .GroupBy(symbol => symbol.Address)
                .Select(same => same.OrderByDescending(symbol => compiled.Lines.ContainsKey(symbol.Name)).First()),
        ];
        _routines = _starts.Select((symbol, index) =>
            new CodeRoutine(symbol.Address, image.CodeAt(symbol.Address, SizeOf(index))))
            .ToDictionary(routine => routine.Start);
        _frames = new FrameAnalysis(_routines);
    }

    /// <summary>All functions by ascending address, without overlap.</summary>
    public IReadOnlyList<Function> Functions() =>
        [.. _starts.Select(symbol => Describe(symbol, _routines[symbol.Address]))];

    /// <summary>The linker's name of a function.</summary>
    public string SymbolOf(Function function) => _starts.First(symbol => symbol.Address == function.Start).Name;

    /// <summary>The state of the stack before each of a function's instructions.</summary>
    public RoutineStates StatesOf(Function function) => _frames.Follow(_routines[function.Start]);

    /// <summary>
    /// Other names that a person may type: assembly variables, marks of the linker script, and exported names of
    /// methods. Only global names, because the linker puts their addresses into the table.
    /// </summary>
    public IReadOnlyList<string> Labels()
    {
        HashSet<string> functions = [.. _starts.Select(symbol => symbol.Name)];
        return
        [
            .. _image.Symbols.Where(symbol =>
                symbol.IsGlobal && PlainName().IsMatch(symbol.Name) && !functions.Contains(symbol.Name)
                        && (_image.IsCode(symbol.Address) || !_compiled.DefinedNames.Contains(symbol.Name)))
                .Select(symbol => symbol.Name).Distinct().Order(StringComparer.Ordinal),
        ];
    }

    // Labels inside a routine in assembly have a '.' (`.next` in `refuse` is `refuse.next`), and marks of the linker
    // script are not code.
    private static bool IsFunction(string name, CompiledObject compiled) =>
        compiled.Lines.ContainsKey(name)
        || (!name.Contains('.', StringComparison.Ordinal) && !LayoutMark().IsMatch(name));

    // A compiled function's end is in its debug information; an assembly routine ends where the next function begins.
    private uint SizeOf(int index)
    {
        LinkedSymbol symbol = _starts[index];
        uint next = index + 1 < _starts.Count
            ? _starts[index + 1].Address : _image.CodeStart + (uint)_image.Code.Length;
        return _compiled.Lines.TryGetValue(symbol.Name, out CompiledLines? lines)
            ? Math.Min(lines.Size, next - symbol.Address) : next - symbol.Address;
    }

    private Function Describe(LinkedSymbol symbol, CodeRoutine routine)
    {
        CompiledLines? lines = _compiled.Lines.GetValueOrDefault(symbol.Name);
        FunctionName name = _compiled.DefinedNames.Contains(symbol.Name)
            ? _names.Of(symbol.Name) : new FunctionName("", "", symbol.Name);
        return new Function(name, routine.Start, routine.End - routine.Start,
            lines?.File is string file ? Relative(file) : null, lines?.Lines ?? [], _frames.Analyse(routine));
    }

    private static string Relative(string file) => file.StartsWith(SourceRoot, StringComparison.Ordinal)
        ? file[SourceRoot.Length..]
        : throw new SymbolException(
            $"the source file {file} lies outside the repository: the image would depend on the folder it is built in");

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex PlainName();

    [GeneratedRegex("^_[a-z]+_(start|end)$")]
    private static partial Regex LayoutMark();
}
