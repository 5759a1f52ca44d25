// The symbol table in the tested image, as the kernel finds it: between the linker's two marks.
using System.Text;
using Osmosis.Kernel.Diagnostics;

namespace Osmosis.Kernel.Tests.Image;

internal sealed class LinkedSymbols
{
    private readonly byte[] _table;

    private LinkedSymbols(byte[] table) => _table = table;

    public SymbolTable Table => new(_table);

    public static LinkedSymbols Of(KernelImage image) =>
        new(image.Bytes(image["_symbols_start"], image["_symbols_end"]));

    /// <summary>The full name of the function at an address; null where none is.</summary>
    public string? NameAt(uint address) =>
        Table.TryFind(address, out FunctionSymbol function) ? NameOf(function) : null;

    /// <summary>As in <c>src/Kernel/Shell/CommandShell.cs:52</c>; null where there is no line.</summary>
    public string? LineAt(uint address) =>
        Table.TryFind(address, out FunctionSymbol function)
        && Table.TryFindLine(in function, address, out SourceLine line)
            ? $"{Encoding.ASCII.GetString(line.Folder)}/{Encoding.ASCII.GetString(line.Name)}.cs:{line.Line}"
            : null;

    public static string NameOf(FunctionSymbol function)
    {
        string[] parts = [Encoding.ASCII.GetString(function.Namespace), Encoding.ASCII.GetString(function.Type),
            Encoding.ASCII.GetString(function.Name)];
        return string.Join('.', parts.Where(part => part.Length > 0));
    }
}
