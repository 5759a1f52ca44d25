using System;

namespace Osmosis.Programs.Archives;

/// <summary>The numbers in an archive's headers.</summary>
internal static class HexadecimalNumber
{
    /// <summary>Reads eight digits, upper or lower case. False when one is something else.</summary>
    public static bool TryRead(ReadOnlySpan<byte> digits, out uint value)
    {
        value = 0;
        foreach (byte digit in digits)
        {
            int number = digit switch
            {
                >= (byte)'0' and <= (byte)'9' => digit - '0',
                >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
                >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
                _ => -1,
            };
            if (number < 0)
            {
                return false;
            }

            value = (value << 4) | (uint)number;
        }

        return true;
    }
}
