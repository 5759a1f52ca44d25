// From scan codes (set 1) on a US keyboard to the bytes that a serial terminal would send, so that there is one kind of
// input.

using System;

namespace Osmosis.Kernel.Devices;

internal struct ScancodeDecoder
{
    private const byte Extended = 0xE0;
    private const byte PausePrefix = 0xE1;
    private const byte Released = 0x80;
    private const byte Control = 0x1D;
    private const byte Alt = 0x38;
    private const byte Escape = 0x01;
    private const byte LeftShift = 0x2A;
    private const byte RightShift = 0x36;
    private const byte CapsLock = 0x3A;
    private const int PauseBytes = 2;

    private bool _extended;
    private bool _leftShift;
    private bool _rightShift;
    private bool _leftControl;
    private bool _alt;
    private bool _rightControl;
    private bool _capsLock;
    private int _ignore;

    // By scan code 0x00 to 0x39, then the keypad from 0x47 to 0x53, with Num Lock on; 0 where a key has no character.
    private static ReadOnlySpan<byte> Plain =>
        "\0\u001b1234567890-=\b\tqwertyuiop[]\r\0asdfghjkl;'`\0\\zxcvbnm,./\0*\0 "u8;

    private static ReadOnlySpan<byte> Shifted =>
        "\0\u001b!@#$%^&*()_+\b\tQWERTYUIOP{}\r\0ASDFGHJKL:\"~\0|ZXCVBNM<>?\0*\0 "u8;

    private const byte KeypadFirst = 0x47;

    private static ReadOnlySpan<byte> Keypad => "789-456+1230."u8;

    /// <summary>Takes one byte from the keyboard and returns the bytes it stands for, often none.</summary>
    public ReadOnlySpan<byte> Decode(byte code)
    {
        if (_ignore > 0)
        {
            _ignore--;
            return default;
        }

        switch (code)
        {
            case Extended:
                _extended = true;
                return default;
            case PausePrefix:
                _ignore = PauseBytes;
                return default;
        }

        bool extended = _extended;
        _extended = false;
        byte key = (byte)(code & ~Released);
        bool pressed = (code & Released) == 0;
        if (IsModifier(key, pressed, extended) || !pressed)
        {
            return default;
        }

        return extended ? ExtendedKey(key) : Character(key);
    }

    private bool IsModifier(byte key, bool pressed, bool extended)
    {
        switch (key)
        {
            case Control when extended:
                _rightControl = pressed;
                return true;
            case Control:
                _leftControl = pressed;
                return true;
            case Alt:
                _alt = pressed;
                return true;
            case LeftShift or RightShift when extended:
                return true; // sent around navigation keys for old software: not a key itself
            case LeftShift:
                _leftShift = pressed;
                return true;
            case RightShift:
                _rightShift = pressed;
                return true;
            case CapsLock:
                _capsLock ^= pressed;
                return true;
            default:
                return false;
        }
    }

    private readonly ReadOnlySpan<byte> Character(byte key)
    {
        if (key >= KeypadFirst && key - KeypadFirst < Keypad.Length)
        {
            return Keypad.Slice(key - KeypadFirst, 1);
        }

        // The Escape key alone means nothing: its byte would make the next key one pressed with Alt.
        if (key == Escape || key >= Plain.Length || Plain[key] == 0)
        {
            return default;
        }

        if (_alt)
        {
            return Plain[key] switch
            {
                (byte)'b' => "\u001bb"u8,
                (byte)'d' => "\u001bd"u8,
                (byte)'f' => "\u001bf"u8,
                _ => default
            };
        }

        bool letter = Plain[key] is >= (byte)'a' and <= (byte)'z';
        if (_leftControl || _rightControl)
        {
            // Control and a letter make 1 to 26; with other keys control has no meaning here.
            return letter ? ControlCharacters.Slice(Plain[key] - 'a', 1) : default;
        }

        bool shift = _leftShift || _rightShift;
        return (shift ^ (letter && _capsLock) ? Shifted : Plain).Slice(key, 1);
    }

    private static ReadOnlySpan<byte> ControlCharacters =>
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26];

    private readonly ReadOnlySpan<byte> ExtendedKey(byte key) => key switch
    {
        0x1C => "\r"u8,
        0x35 => "/"u8,
        0x47 => "\x1b[H"u8,
        0x48 => "\x1b[A"u8,
        0x4B => _leftControl || _rightControl ? "\x1b[1;5D"u8 : "\x1b[D"u8,
        0x4D => _leftControl || _rightControl ? "\x1b[1;5C"u8 : "\x1b[C"u8,
        0x4F => "\x1b[F"u8,
        0x50 => "\x1b[B"u8,
        0x49 => _leftShift || _rightShift ? "\x1b[5;2~"u8 : "\x1b[5~"u8,
        0x51 => _leftShift || _rightShift ? "\x1b[6;2~"u8 : "\x1b[6~"u8,
        0x53 => "\x1b[3~"u8,
        _ => default,
    };
}
