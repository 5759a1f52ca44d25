// The handler for `$"…"` in Terminal.Write and similar methods: it writes each part when it reaches it.

using System;
using System.Runtime.CompilerServices;

namespace Osmosis.Kernel.Console;

/// <summary>
/// Takes strings, bytes as text, integers, <c>bool</c> and <c>char</c>; a width as in <c>{x,10}</c> (negative: to the
/// left); for integers the formats <c>x</c> and <c>x8</c> (hexadecimal, with at least that many digits). Other types
/// get an overload of their own.
/// </summary>
/// <typeparam name="TPurpose">The purpose of the text.</typeparam>
[InterpolatedStringHandler]
internal ref partial struct TerminalWriter<TPurpose>
    where TPurpose : struct, ITextPurpose
{
    public TerminalWriter(int literalLength, int formattedCount, out bool isWritten) => isWritten = TPurpose.Begin();

    /// <summary>Writes the row's name first.</summary>
    public TerminalWriter(int literalLength, int formattedCount, ReadOnlySpan<byte> name, out bool isWritten)
    {
        isWritten = TPurpose.Begin();
        if (isWritten)
        {
            TextFormat.RowName(name);
        }
    }

    public void AppendLiteral(string text) => TextFormat.Text(text);

    public void AppendFormatted(string text) => TextFormat.Text(text);

    public void AppendFormatted(ReadOnlySpan<byte> text, int alignment = 0) => TextFormat.Text(text, alignment);

    public void AppendFormatted(bool value, int alignment = 0) =>
        TextFormat.Text(value ? "true"u8 : "false"u8, alignment);

    public void AppendFormatted(Quantity value) => TextFormat.Quantity(value);

    public void AppendFormatted(char value) => TextFormat.Character(value);

    public void AppendFormatted(byte value, int alignment = 0, string? format = null) =>
        TextFormat.Unsigned(value, alignment, format);

    public void AppendFormatted(uint value) => TextFormat.Number(value);

    public void AppendFormatted(uint value, string format) => TextFormat.Number(value, format);

    public void AppendFormatted(uint value, int alignment, string? format = null) =>
        TextFormat.Unsigned(value, alignment, format);

    public void AppendFormatted(ulong value, int alignment = 0, string? format = null) =>
        TextFormat.Unsigned(value, alignment, format);

    public void AppendFormatted(int value, int alignment = 0, string? format = null) =>
        TextFormat.Signed(value, alignment, format);

    public void AppendFormatted(long value, int alignment = 0, string? format = null) =>
        TextFormat.Signed(value, alignment, format);
}
