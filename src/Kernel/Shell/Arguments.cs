// The words after a command.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Memory.Addresses;

namespace Osmosis.Kernel.Shell;

/// <summary>Words between blanks, taken one after the other.</summary>
/// <param name="text">The line after the command's name.</param>
/// <param name="usage">The command's syntax.</param>
internal ref struct Arguments(ReadOnlySpan<byte> text, ReadOnlySpan<byte> usage)
{
    private readonly ReadOnlySpan<byte> _usage = usage;
    private ReadOnlySpan<byte> _rest = SkipBlanks(text);

    /// <summary>Whether no word is left.</summary>
    public readonly bool IsEmpty => _rest.IsEmpty;

    /// <summary>How many words are left.</summary>
    public readonly int Count
    {
        get
        {
            Arguments rest = this;
            int count = 0;
            while (rest.TryNext(out _))
            {
                count++;
            }

            return count;
        }
    }

    public bool TryNext(out ReadOnlySpan<byte> word)
    {
        int end = _rest.IndexOf((byte)' ');
        word = end < 0 ? _rest : _rest[..end];
        _rest = SkipBlanks(_rest[word.Length..]);
        return !word.IsEmpty;
    }

    /// <summary>
    /// Takes a word as a number below 2^32: decimal, or hexadecimal after <c>0x</c>. Any other word is taken too, but
    /// refused.
    /// </summary>
    public bool TryNextUInt32(out uint value)
    {
        value = 0;
        return TryNext(out ReadOnlySpan<byte> word) && TryParse(word, out value);
    }

    /// <summary>
    /// As <see cref="TryNextUInt32"/>, for an address; also accepts a name that <see cref="Symbols.TryFindByName"/>
    /// knows.
    /// </summary>
    public bool TryNextAddress(out VirtualAddress address)
    {
        uint value = 0;
        bool isAddress = TryNext(out ReadOnlySpan<byte> word) && (TryParse(word, out value) || Symbols.TryFindByName(word, out value));
        address = new VirtualAddress(value);
        return isAddress;
    }

    /// <summary>Prints the command's syntax, in response to bad arguments.</summary>
    public readonly void ReportUsage() => Terminal.WriteLine($"usage: {_usage}");

    private static bool TryParse(ReadOnlySpan<byte> word, out uint value)
    {
        uint numberBase = 10;
        if (word.StartsWith("0x"u8) || word.StartsWith("0X"u8))
        {
            numberBase = 16;
            word = word[2..];
        }

        ulong result = 0;
        bool valid = !word.IsEmpty;
        foreach (byte digit in word)
        {
            uint digitValue = DigitValue(digit);
            result = (result * numberBase) + digitValue;
            if (digitValue >= numberBase || result > uint.MaxValue)
            {
                valid = false;
                break;
            }
        }

        value = valid ? (uint)result : 0;
        return valid;
    }

    private static uint DigitValue(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => (uint)digit - '0',
        >= (byte)'a' and <= (byte)'f' => (uint)digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => (uint)digit - 'A' + 10,
        _ => uint.MaxValue,
    };

    private static ReadOnlySpan<byte> SkipBlanks(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && text[0] == ' ')
        {
            text = text[1..];
        }

        return text;
    }
}
