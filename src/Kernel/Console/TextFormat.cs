// Turns values into text on the terminal.

using System;
using System.Runtime.CompilerServices;

namespace Osmosis.Kernel.Console;

internal static class TextFormat
{
    // 2^64 has 20 decimal digits.
    private const int MaximumDigits = 20;

    public static void Character(char value) => Terminal.Put(value < 0x80 ? (byte)value : (byte)'?');

    // Writes every literal part of a text; a copy in each place would cost kilobytes.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Text(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            Character(text[i]);
        }
    }

    /// <summary>The start of a row.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RowName(ReadOnlySpan<byte> name)
    {
        Text(name, 0);
        Text(": "u8, 0);
    }

    /// <param name="text">What to write.</param>
    /// <param name="alignment">Least width: positive to the right, negative to the left.</param>
    public static void Text(ReadOnlySpan<byte> text, int alignment)
    {
        Blanks(alignment - text.Length);
        foreach (byte value in text)
        {
            Terminal.Put(value);
        }

        Blanks(-alignment - text.Length);
    }

    /// <summary>A number and its noun, with an s unless the number is 1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Quantity(Quantity value)
    {
        Number(value.Count);
        Terminal.Put((byte)' ');
        Text(value.Noun, 0);
        Text(value.Count == 1 ? default : "s"u8, 0);
    }

    /// <summary>
    /// A number in decimal, or in hexadecimal of its own width for the formats <c>x</c> and <c>xN</c>.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Unsigned(ulong value, int alignment, string? format)
    {
        Span<byte> digits = stackalloc byte[MaximumDigits];
        if (format is null)
        {
            value.TryFormat(digits, out int length);
            Text(digits[..length], alignment);
        }
        else
        {
            Text(digits[Hexadecimal(digits, value, format)..], alignment);
        }
    }

    /// <summary>
    /// As <see cref="Unsigned"/>, for the many calls that need no more: short calls make the image smaller.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Number(uint value) => Unsigned(value, 0, null);

    /// <inheritdoc cref="Number(uint)"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Number(uint value, string format) => Unsigned(value, 0, format);

    /// <summary>As <see cref="Unsigned"/>, with a minus sign in decimal; hexadecimal shows the bits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Signed(long value, int alignment, string? format)
    {
        if (format is not null)
        {
            Unsigned(value is < 0 and >= int.MinValue ? (uint)value : (ulong)value, alignment, format);
            return;
        }

        Span<byte> digits = stackalloc byte[1 + MaximumDigits];
        digits[0] = (byte)'-';
        ulong magnitude = value < 0 ? 0 - (ulong)value : (ulong)value;
        magnitude.TryFormat(digits[1..], out int length);
        Text(digits.Slice(value < 0 ? 0 : 1, value < 0 ? length + 1 : length), alignment);
    }

    // Fills the digits from the end and returns where they start.
    private static int Hexadecimal(Span<byte> digits, ulong value, string format)
    {
        int start = digits.Length;
        int least = start - Math.Max(MinimumDigits(format), 1);
        while (value != 0 || start > least)
        {
            digits[--start] = "0123456789abcdef"u8[(int)(value & 15)];
            value >>= 4;
        }

        return start;
    }

    private static int MinimumDigits(string format)
    {
        if (format[0] != 'x')
        {
            Panic.Stop($"a number's format is x or xN, not {format}");
        }

        int count = 0;
        for (int i = 1; i < format.Length; i++)
        {
            count = (count * 10) + format[i] - '0';
        }

        return Math.Min(count, 16);
    }

    private static void Blanks(int count)
    {
        for (; count > 0; count--)
        {
            Terminal.Put((byte)' ');
        }
    }
}
