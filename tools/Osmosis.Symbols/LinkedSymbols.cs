// The symbol table in an image, for who asks from outside.
using System.Text;
using Osmosis.Metal;

namespace Osmosis.Symbols;

/// <param name="table">
/// The bytes between <c>_symbols_start</c> and <c>_symbols_end</c>; none for an image without a table.
/// </param>
internal sealed class LinkedSymbols(byte[] table)
{
    public SymbolTable Table => new(table);

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
