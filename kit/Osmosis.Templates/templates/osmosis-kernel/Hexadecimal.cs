// Numbers as people type and read them here.
using System;

namespace Kernel;

internal static class Hexadecimal
{
    private const int Digits = 8;

    /// <summary>Reads a number of one to eight hexadecimal digits. False for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out uint value)
    {
        value = 0;
        foreach (byte character in text)
        {
            int digit = character switch
            {
                >= (byte)'0' and <= (byte)'9' => character - '0',
                >= (byte)'a' and <= (byte)'f' => character - 'a' + 10,
                _ => -1,
            };
            if (digit < 0)
            {
                return false;
            }

            value = (value << 4) | (uint)digit;
        }

        return text.Length is > 0 and <= Digits;
    }

    /// <summary>Prints eight digits.</summary>
    public static void Write(uint value)
    {
        for (int shift = 28; shift >= 0; shift -= 4)
        {
            Terminal.Write("0123456789abcdef"u8[(int)(value >> shift) & 15]);
        }
    }
}
