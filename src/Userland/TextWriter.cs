using System;
using System.Runtime.CompilerServices;
using Osmosis.Programs.Errors;

namespace Osmosis.Userland;

/// <summary>
/// The handler for <c>$"…"</c>: it writes each part when it reaches it, and allocates nothing. It takes strings, bytes
/// as text, integers, and errors by their names; for integers the formats <c>x</c> and <c>x8</c> (hexadecimal, with at
/// least that many digits).
/// </summary>
/// <typeparam name="TStream">Where the text goes.</typeparam>
[InterpolatedStringHandler]
public readonly ref struct TextWriter<TStream>
    where TStream : struct, ITextStream
{
    public TextWriter(int literalLength, int formattedCount) => TStream.Begin();

    public void AppendLiteral(string text) => TextFormat.Text(text);

    public void AppendFormatted(ReadOnlySpan<byte> text) => TextFormat.Text(text);

    public void AppendFormatted(uint value, string? format = null) => TextFormat.Unsigned(value, format);

    public void AppendFormatted(ulong value, string? format = null) => TextFormat.Unsigned(value, format);

    public void AppendFormatted(int value) => TextFormat.Signed(value);

    public void AppendFormatted(Errno error) => TextFormat.Error(error);
}
