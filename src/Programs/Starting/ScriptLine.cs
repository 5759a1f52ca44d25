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
    /// Puts a script's interpreter and the interpreter's argument before the texts that stand there already: the
    /// script's path is the first of those. False, and nothing has changed, when the file is no script, its line is too
    /// long for the interpreter's path, or the texts have no room.
    /// </summary>
    /// <param name="start">The file's first bytes.</param>
    /// <param name="texts">The texts, each with a zero behind it.</param>
    /// <param name="prefix">How many there are, and their bytes.</param>
    public static bool TryPrepend(ReadOnlySpan<byte> start, Span<byte> texts, ref ScriptPrefix prefix)
    {
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

        ReadOnlySpan<byte> argument = Trim(line.Slice(length));
        int more = length + 1 + (argument.IsEmpty ? 0 : argument.Length + 1);
        if (length == 0 || (length == line.Length && !isWhole) || prefix.Bytes + more > texts.Length)
        {
            return false;
        }

        texts.Slice(0, prefix.Bytes).CopyTo(texts.Slice(more));
        Put(line.Slice(0, length), texts);
        if (!argument.IsEmpty)
        {
            Put(argument, texts.Slice(length + 1));
        }

        prefix.Texts += argument.IsEmpty ? 1u : 2;
        prefix.Bytes += more;
        prefix.FirstBytes = length + 1;
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

    private static void Put(ReadOnlySpan<byte> text, Span<byte> at)
    {
        text.CopyTo(at);
        at[text.Length] = 0;
    }
}

/// <summary>Texts that stand in place of a program's first argument. The default value: none.</summary>
internal struct ScriptPrefix
{
    public uint Texts;

    /// <summary>With their zeros.</summary>
    public int Bytes;

    /// <summary>Those of the first text: of a script, the interpreter's path.</summary>
    public int FirstBytes;

    /// <summary>One text alone.</summary>
    public static ScriptPrefix Of(ReadOnlySpan<byte> text, Span<byte> texts)
    {
        text.CopyTo(texts);
        texts[text.Length] = 0;
        return new ScriptPrefix { Texts = 1, Bytes = text.Length + 1, FirstBytes = text.Length + 1 };
    }
}
