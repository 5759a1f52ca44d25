// Where an address of the image lies in the sources.
using System.Globalization;
using Osmosis.Emulators;
using Osmosis.Symbols;

namespace Osmosis.Testing.Host;

internal sealed class Places(TestList list)
{
    private readonly LinkedSymbols _symbols = new(KernelImage.Load(list.Image).SymbolTable());

    /// <summary>The name of the function at an address; null where none is.</summary>
    public string? NameOf(uint address) => _symbols.NameAt(address);

    /// <summary>As in <c>0x00101234 in StackTests.Pops</c>.</summary>
    public string Describe(uint address) =>
        $"0x{address:x8}" + (NameOf(address) is { } name ? $" in {name}" : "");

    /// <summary>The path of the source file and the line from 1; null and 0 where neither is known.</summary>
    public (string? File, int Line) LineOf(uint address)
    {
        if (_symbols.LineAt(address) is not { } place)
        {
            return (null, 0);
        }

        int colon = place.LastIndexOf(':');
        return (list.PathOf(FunctionCollector.SourceRoot + place[..colon]),
            int.Parse(place.AsSpan(colon + 1), CultureInfo.InvariantCulture));
    }
}
