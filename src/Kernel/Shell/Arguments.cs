// The words after a command.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Memory.Addresses;

namespace Osmosis.Kernel.Shell;

/// <summary>
/// Words between blanks, taken one after the other. The first word that doesn't fit is kept, with the reason, for
/// <see cref="Refuse()"/>.
/// </summary>
/// <param name="text">The line after the command's name.</param>
/// <param name="usage">The command's syntax.</param>
internal ref struct Arguments(ReadOnlySpan<byte> text, ReadOnlySpan<byte> usage)
{
    private readonly ReadOnlySpan<byte> _usage = usage;
    private ReadOnlySpan<byte> _rest = SkipBlanks(text);
    private ReadOnlySpan<byte> _wrong;
    private Problem _problem;
    private uint _least;
    private uint _most;

    private enum Problem : byte
    {
        None,
        Missing,
        TooMany,
        NoNumber,
        TooLarge,
        OutOfRange,
        NoAddress,
        NoWord,
    }

    /// <summary>Whether no word is left.</summary>
    public readonly bool IsEmpty => _rest.IsEmpty;

    public bool TryNext(out ReadOnlySpan<byte> word)
    {
        int end = _rest.IndexOf((byte)' ');
        word = end < 0 ? _rest : _rest[..end];
        _rest = SkipBlanks(_rest[word.Length..]);
        return !word.IsEmpty || Fail(Problem.Missing, default);
    }

    /// <summary>Takes a word if it is the given one.</summary>
    public bool TryNext(ReadOnlySpan<byte> wanted)
    {
        Arguments before = this;
        if (TryNext(out ReadOnlySpan<byte> word) && word.SequenceEqual(wanted))
        {
            return true;
        }

        this = before;
        return Fail(word.IsEmpty ? Problem.Missing : Problem.NoWord, word);
    }

    /// <summary>Whether no word is left; otherwise the next one is too many.</summary>
    public bool TryEnd() => IsEmpty || (TryNext(out ReadOnlySpan<byte> word) && Fail(Problem.TooMany, word));

    /// <summary>
    /// Takes a word as a number in a range: decimal, or hexadecimal after <c>0x</c>. Any other word is taken too, but
    /// refused.
    /// </summary>
    public bool TryNextUInt32(out uint value, uint least = 0, uint most = uint.MaxValue)
    {
        value = 0;
        if (!TryNext(out ReadOnlySpan<byte> word) || !TryParse(word, Problem.NoNumber, out value))
        {
            return false;
        }

        _least = least;
        _most = most;
        return (value >= least && value <= most) || Fail(Problem.OutOfRange, word);
    }

    /// <summary>
    /// As <see cref="TryNextUInt32"/>, for an address; also accepts a name that <see cref="Symbols.TryFindByName"/>
    /// knows.
    /// </summary>
    public bool TryNextAddress(out VirtualAddress address)
    {
        uint value = 0;
        // No name begins with a digit, and to look for one takes longer than most commands do.
        bool isAddress = TryNext(out ReadOnlySpan<byte> word)
            && ((word[0] is < (byte)'0' or > (byte)'9' && Symbols.TryFindByName(word, out value))
                || TryParse(word, Problem.NoAddress, out value));
        address = new VirtualAddress(value);
        return isAddress;
    }

    /// <summary>Says what is wrong with the arguments, and what the command's syntax is.</summary>
    /// <returns>False, for a command to return.</returns>
    public readonly bool Refuse()
    {
        switch (_problem)
        {
            case Problem.Missing:
                Terminal.WriteLine($"an argument is missing");
                break;
            case Problem.TooMany:
                Terminal.WriteLine($"{_wrong} is one argument too many");
                break;
            case Problem.NoNumber:
                Terminal.WriteLine($"{_wrong} is not a number");
                break;
            case Problem.TooLarge:
                Terminal.WriteLine($"{_wrong} is too large: numbers go up to 0xffffffff");
                break;
            case Problem.OutOfRange:
                Terminal.WriteLine($"{_wrong} is out of range: {_least} to {_most}");
                break;
            case Problem.NoAddress:
                Terminal.Write($"{_wrong} is neither a number nor a symbol");
                Suggestion.Write(_wrong, Symbols.Table.GetLabels());
                break;
            case Problem.NoWord:
                Terminal.WriteLine($"{_wrong} is not known here");
                break;
        }

        Terminal.WriteLine($"usage: {_usage}");
        return false;
    }

    /// <summary>As <see cref="Refuse()"/>, because of a word that the command doesn't know.</summary>
    public bool Refuse(ReadOnlySpan<byte> word)
    {
        Fail(Problem.NoWord, word);
        return Refuse();
    }

    private bool Fail(Problem problem, ReadOnlySpan<byte> word)
    {
        _problem = problem;
        _wrong = word;
        return false;
    }

    private bool TryParse(ReadOnlySpan<byte> word, Problem problem, out uint value)
    {
        value = 0;
        bool isHexadecimal = word.StartsWith("0x"u8) || word.StartsWith("0X"u8);
        uint numberBase = isHexadecimal ? 16u : 10;
        ReadOnlySpan<byte> digits = word[(isHexadecimal ? 2 : 0)..];
        ulong result = 0;
        bool isTooLarge = false;
        foreach (byte digit in digits)
        {
            uint digitValue = DigitValue(digit);
            if (digitValue >= numberBase)
            {
                return Fail(problem, word);
            }

            result = (result * numberBase) + digitValue;
            isTooLarge |= result > uint.MaxValue;
            result = isTooLarge ? 0 : result;
        }

        value = (uint)result;
        return digits.IsEmpty ? Fail(problem, word) : !isTooLarge || Fail(Problem.TooLarge, word);
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
