using System;

namespace Osmosis.Programs.Starting;

/// <summary>
/// The first line of a script: <c>#!</c>, the interpreter's path, and at most one argument, which may have blanks in it
/// (as Linux's fs/binfmt_script.c reads it).
/// </summary>
internal static class ScriptLine
{
    /// <summary>Bytes of a file that are looked at.</summary>
    public const int Size = 256;

    /// <summary>
    /// The texts that stand in place of a script's first argument: interpreter, argument, the script's path. False when
    /// the file is no script, or its line is too long for the interpreter's path.
    /// </summary>
    /// <param name="start">The file's first bytes.</param>
    /// <param name="path">The script's path.</param>
    /// <param name="texts">Where they go, each with a zero behind it.</param>
    /// <param name="prefix">How many there are, and their bytes.</param>
    public static bool TryRead(ReadOnlySpan<byte> start, ReadOnlySpan<byte> path, Span<byte> texts,
        out ScriptPrefix prefix)
    {
        prefix = default;
        if (start.Length < 2 || start[0] != (byte)'#' || start[1] != (byte)'!')
        {
            return false;
        }

        int end = start.IndexOf((byte)'\n');
        bool isWhole = end >= 0 || start.Length < Size;
        ReadOnlySpan<byte> line = Trim(start.Slice(2, (end < 0 ? start.Length : end) - 2));
        int length = 0;
        while (length < line.Length && !IsBlank(line[length]))
        {
            length++;
        }

        if (length == 0 || (length == line.Length && !isWhole))
        {
            return false;
        }

        Add(line.Slice(0, length), texts, ref prefix);
        prefix.InterpreterBytes = prefix.Bytes;
        ReadOnlySpan<byte> argument = Trim(line.Slice(length));
        if (!argument.IsEmpty)
        {
            Add(argument, texts, ref prefix);
        }

        if (prefix.Bytes + path.Length + 1 > texts.Length)
        {
            return false;
        }

        Add(path, texts, ref prefix);
        return true;
    }

    private static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t' or 0;

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        int first = 0, end = text.Length;
        while (first < end && IsBlank(text[first]))
        {
            first++;
        }

        while (end > first && IsBlank(text[end - 1]))
        {
            end--;
        }

        return text.Slice(first, end - first);
    }

    private static void Add(ReadOnlySpan<byte> text, Span<byte> texts, ref ScriptPrefix prefix)
    {
        text.CopyTo(texts.Slice(prefix.Bytes));
        texts[prefix.Bytes + text.Length] = 0;
        prefix.Bytes += text.Length + 1;
        prefix.Texts++;
    }
}

/// <summary>Texts that stand in place of a program's first argument. The default value: none.</summary>
internal struct ScriptPrefix
{
    public uint Texts;

    /// <summary>With their zeros.</summary>
    public int Bytes;

    /// <summary>Those of the first text, which is the interpreter's path.</summary>
    public int InterpreterBytes;
}
