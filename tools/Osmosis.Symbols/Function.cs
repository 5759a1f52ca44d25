// A function of the image, as the table describes it.
using System;
namespace Osmosis.Symbols;

/// <summary>A name as a C# programmer writes it. A routine in assembly has a name only.</summary>
internal readonly record struct FunctionName(string Namespace, string Type, string Name)
{
    public string WithoutNamespace => Type.Length > 0 ? $"{Type}.{Name}" : Name;

    public override string ToString() => Namespace.Length > 0 ? $"{Namespace}.{WithoutNamespace}" : WithoutNamespace;
}

/// <summary>Code from <paramref name="Offset"/> bytes into a function on belongs to this line.</summary>
internal readonly record struct LineEntry(uint Offset, uint Line);

/// <summary>
/// From <paramref name="Offset"/> bytes into a function on, this rule leads to its caller. See
/// Osmosis.Metal.FrameRule.
/// </summary>
internal readonly record struct FrameEntry(uint Offset, uint Rule);

/// <param name="Name">Its name.</param>
/// <param name="Start">Address of its first byte.</param>
/// <param name="Size">Bytes of code.</param>
/// <param name="File">Path relative to the repository; null where there are no lines.</param>
/// <param name="Lines">Ascending; the first at offset 0.</param>
/// <param name="Frames">Ascending; the first at offset 0.</param>
internal sealed record Function(FunctionName Name, uint Start, uint Size, string? File, IReadOnlyList<LineEntry> Lines,
    IReadOnlyList<FrameEntry> Frames);

/// <summary>No table can be made from the input. The message gives the reason.</summary>
internal sealed class SymbolException(string message) : Exception(message);
