// A function and a source line, as the symbol table describes them.

using System;

namespace Osmosis.Metal;

public ref struct FunctionSymbol
{
    public uint Start;

    /// <summary>One past the function's last byte.</summary>
    public uint End;

    /// <summary>Empty for a routine in assembly, and for a type outside any namespace.</summary>
    public ReadOnlySpan<byte> Namespace;

    /// <summary>Empty for a routine in assembly.</summary>
    public ReadOnlySpan<byte> Type;

    public ReadOnlySpan<byte> Name;

    /// <summary>Position of its frame rules in the table.</summary>
    public int Frames;

    /// <summary>Position of its lines in the table.</summary>
    public int Lines;

    /// <summary>Whether <c>Namespace.Type.Name</c> equals a text.</summary>
    public readonly bool IsCalled(ReadOnlySpan<byte> text) =>
        TryTakePart(ref text, Namespace) && TryTakePart(ref text, Type) && text.SequenceEqual(Name);

    private static bool TryTakePart(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty)
        {
            return true;
        }

        if (!text.StartsWith(part) || text.Length == part.Length || text[part.Length] != '.')
        {
            return false;
        }

        text = text[(part.Length + 1)..];
        return true;
    }
}

/// <summary>A line of a source file, <c>Folder/Name.cs</c> relative to the repository.</summary>
public ref struct SourceLine
{
    public ReadOnlySpan<byte> Folder;
    public ReadOnlySpan<byte> Name;

    /// <summary>Counted from 1.</summary>
    public uint Line;
}
