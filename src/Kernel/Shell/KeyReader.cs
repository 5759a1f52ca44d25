// Turns the bytes of serial line and keyboard into keys: the decoders for escape sequences and UTF-8, one after the
// other.

using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Devices;

namespace Osmosis.Kernel.Shell;

internal struct KeyReader
{
    private const int MaximumBytes = 4;
    private const int PasteBegins = 200;
    private const int PasteEnds = 201;

    private EscapeDecoder _sequences;
    private Utf8Decoder _characters;
    private Bytes _text;
    private int _length;
    private bool _afterReturn;
    private bool _isPasting;
    private uint _lostBefore;

    /// <summary>The character of <see cref="Key.Text"/>.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Text => ((ReadOnlySpan<byte>)_text)[.._length];

    /// <summary>What is wrong with the line that the key belongs to.</summary>
    public LineFault Fault { get; private set; }

    /// <summary>The number that belongs to the fault: bytes lost, or the byte that is no text.</summary>
    public uint FaultDetail { get; private set; }

    /// <summary>Waits for input and says what it means.</summary>
    public Key Read()
    {
        Fault = LineFault.None;
        byte value = Input.Read(out bool isAtGap);
        if (isAtGap)
        {
            Fault = LineFault.InputLost;
            FaultDetail = Input.LostBytes - _lostBefore;
        }

        bool isSecondOfPair = value == '\n' && _afterReturn;
        _afterReturn = value == '\r';
        switch (_sequences.Feed(value))
        {
            case EscapeResult.Literal when !isSecondOfPair:
                return Literal(value);
            case EscapeResult.Cut:
                Accuse(LineFault.CutSequence, value);
                return Literal(value);
            case EscapeResult.Sequence:
                return Sequence(value);
            default:
                return Key.None;
        }
    }

    /// <summary>The loss that was reported is done with: the next one counts from 0.</summary>
    public void ForgetLoss() => _lostBefore = Input.LostBytes;

    private void Accuse(LineFault fault, uint detail)
    {
        if (Fault == LineFault.None)
        {
            Fault = fault;
            FaultDetail = detail;
        }
    }

    private Key Literal(byte value)
    {
        Utf8Result result = _characters.Feed(value);
        if (result == Utf8Result.Interrupted)
        {
            Accuse(LineFault.NotText, _text[0]);
            _length = 0;
            result = _characters.Feed(value);
        }

        if (result == Utf8Result.Invalid)
        {
            Accuse(LineFault.NotText, value);
            _length = 0;
            return Key.Unknown;
        }

        // In a paste, nobody asks for a completion.
        if (value == '\t' && _isPasting)
        {
            value = (byte)' ';
        }

        if (value is < (byte)' ' or 0x7F)
        {
            return Control(value);
        }

        _length = _length == MaximumBytes || value < 0x80 || value >= 0xC0 ? 0 : _length;
        _text[_length++] = value;
        return result == Utf8Result.Character ? Key.Text : Key.None;
    }

    // NUL, XON and XOFF are no input.
    private static Key Control(byte value) => value switch
    {
        0 or 0x11 or 0x13 => Key.None,
        0x01 => Key.Start,
        0x02 => Key.Left,
        BreakKey.Code => Key.Break,
        0x04 => Key.Delete,
        0x05 => Key.End,
        0x06 => Key.Right,
        (byte)'\b' or 0x7F => Key.Backspace,
        (byte)'\t' => Key.Tab,
        (byte)'\n' or (byte)'\r' => Key.Enter,
        0x0B => Key.EraseToEnd,
        0x0C => Key.Redraw,
        0x0E => Key.Down,
        0x10 => Key.Up,
        0x12 => Key.Search,
        0x15 => Key.EraseToStart,
        0x17 => Key.EraseWord,
        _ => Key.Unknown,
    };

    private Key Sequence(byte final)
    {
        if (_sequences.Introducer == EscapeDecoder.Escape)
        {
            return final switch
            {
                (byte)'b' => Key.WordLeft,
                (byte)'f' => Key.WordRight,
                (byte)'d' => Key.EraseNextWord,
                (byte)'\b' or 0x7F => Key.EraseWord,
                _ => Key.Unknown,
            };
        }

        if (ScrollKey.TryGet(in _sequences, final, out bool isBack))
        {
            return isBack ? Key.ScrollBack : Key.ScrollForward;
        }

        return _sequences.Introducer == 0 ? Key.None : final == '~' ? Numbered(_sequences.Parameter(0))
            : Lettered(final);
    }

    // With Shift a key means the same; with Alt or Control (a second parameter of 3, 5, 7), the arrows move by words.
    private readonly Key Lettered(byte final)
    {
        bool byWord = _sequences.Parameter(1) is 3 or 5 or 7;
        return final switch
        {
            (byte)'A' => Key.Up,
            (byte)'B' => Key.Down,
            (byte)'C' => byWord ? Key.WordRight : Key.Right,
            (byte)'D' => byWord ? Key.WordLeft : Key.Left,
            (byte)'H' => Key.Start,
            (byte)'F' => Key.End,
            _ => Key.None,
        };
    }

    private Key Numbered(uint number)
    {
        switch (number)
        {
            case 1 or 7:
                return Key.Start;
            case 4 or 8:
                return Key.End;
            case 3:
                return Key.Delete;
            case PasteBegins or PasteEnds:
                _isPasting = number == PasteBegins;
                return Key.None;
            default:
                return Key.None;
        }
    }

    [InlineArray(MaximumBytes)]
    private struct Bytes
    {
        private byte _first;
    }
}
