using System;

namespace Osmosis.Userland;

/// <summary>What the program was called with.</summary>
public static class Arguments
{
    // The number of arguments, their addresses, 0, the environment's addresses, 0.
    private static unsafe uint* s_words;

    /// <summary>How many there are, behind the program's name.</summary>
    public static unsafe int Count
    {
        get
        {
            // Sound: the system left this word, and the stack below its first pointer is never given back.
            return Math.Max((int)*s_words, 1) - 1;
        }
    }

    /// <summary>The last part of the path that the program was called by.</summary>
    public static unsafe ReadOnlySpan<byte> ProgramName
    {
        get
        {
            // Sound: see Count. A caller may pass no arguments at all.
            ReadOnlySpan<byte> path = *s_words == 0 ? "program"u8 : Text(s_words[1]);
            for (int slash = path.IndexOf((byte)'/'); slash >= 0; slash = path.IndexOf((byte)'/'))
            {
                path = path[(slash + 1)..];
            }

            return path;
        }
    }

    /// <summary>An argument; the first is 1.</summary>
    public static unsafe ReadOnlySpan<byte> At(int index)
    {
        if (index < 1 || index > Count)
        {
            Internal.Runtime.CompilerHelpers.ThrowHelpers.IndexOutOfRange(index, Count + 1);
        }

        // Sound: the index is one of those that the system counted.
        return Text(s_words[1 + index]);
    }

    /// <summary>The value of a variable of the environment.</summary>
    public static unsafe bool TryEnvironment(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        // Sound: the environment's addresses begin behind the zero that ends the arguments', and a zero ends them too.
        for (uint* entry = s_words + *s_words + 2; *entry != 0; entry++)
        {
            ReadOnlySpan<byte> text = Text(*entry);
            if (text.StartsWith(name) && text.Length > name.Length && text[name.Length] == '=')
            {
                value = text[(name.Length + 1)..];
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Reads a number: decimal, or hexadecimal behind <c>0x</c>.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, out uint number)
    {
        number = 0;
        bool isHexadecimal = text.StartsWith("0x"u8);
        uint radix = isHexadecimal ? 16u : 10u;
        ReadOnlySpan<byte> digits = isHexadecimal ? text[2..] : text;
        ulong value = 0;
        foreach (byte character in digits)
        {
            uint digit = DigitOf(character);
            value = (value * radix) + digit;
            if (digit >= radix || value > uint.MaxValue)
            {
                return false;
            }
        }

        number = (uint)value;
        return digits.Length != 0;
    }

    /// <param name="words">What the stack pointer leads to when the program starts.</param>
    internal static unsafe void Initialise(uint* words) => s_words = words;

    private static uint DigitOf(byte character) => character switch
    {
        >= (byte)'0' and <= (byte)'9' => character - (uint)'0',
        >= (byte)'a' and <= (byte)'f' => character - (uint)'a' + 10,
        >= (byte)'A' and <= (byte)'F' => character - (uint)'A' + 10,
        _ => uint.MaxValue,
    };

    private static unsafe ReadOnlySpan<byte> Text(uint address)
    {
        // Sound: the system ends each text with a zero.
        byte* start = (byte*)address;
        int length = 0;
        while (start[length] != 0)
        {
            length++;
        }

        return new ReadOnlySpan<byte>(start, length);
    }
}
