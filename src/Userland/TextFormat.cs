using System;
using System.Runtime.CompilerServices;
using Osmosis.Programs.Errors;

namespace Osmosis.Userland;

/// <summary>Turns values into text on the stream that was begun last.</summary>
internal static class TextFormat
{
    // 2^64 has 20 decimal digits.
    private const int MaximumDigits = 20;
    private const int MaximumHexadecimalDigits = 16;

    // A copy in each place would cost kilobytes.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Text(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            Output.Put(text[i] < 0x80 ? (byte)text[i] : (byte)'?');
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Text(ReadOnlySpan<byte> text)
    {
        foreach (byte value in text)
        {
            Output.Put(value);
        }
    }

    /// <summary>A number in decimal, or in hexadecimal for the formats <c>x</c> and <c>xN</c>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Unsigned(ulong value, string? format)
    {
        Span<byte> digits = stackalloc byte[MaximumDigits];
        uint radix = format is null ? 10u : 16u;
        int least = digits.Length - (format is null ? 1 : MinimumDigits(format));
        int start = digits.Length;
        while (value != 0 || start > least)
        {
            digits[--start] = "0123456789abcdef"u8[(int)(value % radix)];
            value /= radix;
        }

        Text(digits[start..]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Signed(int value)
    {
        Text(value < 0 ? "-"u8 : default);
        Unsigned(value < 0 ? 0 - (uint)value : (uint)value, null);
    }

    /// <summary>An error's name, or its number where it has no name.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Error(Errno error)
    {
        ReadOnlySpan<byte> name = ErrorNames.Of(error);
        Text(name.Length != 0 ? name : "error "u8);
        if (name.Length == 0)
        {
            Unsigned((ulong)error, null);
        }
    }

    private static int MinimumDigits(string format)
    {
        int count = 0;
        for (int i = 1; i < format.Length; i++)
        {
            count = (count * 10) + format[i] - '0';
        }

        return Math.Max(1, Math.Min(count, MaximumHexadecimalDigits));
    }
}
