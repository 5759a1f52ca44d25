// Puts the bytes of UTF-8 characters together.

namespace Osmosis.Kernel.Devices;

internal enum Utf8Result
{
    /// <summary>More bytes of the character must come.</summary>
    Pending,

    /// <summary>The byte completed a character.</summary>
    Character,

    /// <summary>The bytes since the last character are no text, this one included.</summary>
    Invalid,

    /// <summary>The bytes before this one are no text; feed this one again.</summary>
    Interrupted,
}

/// <summary>
/// Well-formed UTF-8 only: no overlong forms, no surrogates, nothing past U+10FFFF, and none of the controls U+0080 to
/// U+009F.
/// </summary>
internal struct Utf8Decoder
{
    private uint _value;
    private uint _least;
    private int _missing;

    /// <summary>The character just completed.</summary>
    public readonly uint Character => _value;

    public Utf8Result Feed(byte value)
    {
        bool continues = (value & 0xC0) == 0x80;
        if (_missing != 0 && !continues)
        {
            _missing = 0;
            return Utf8Result.Interrupted;
        }

        if (_missing != 0)
        {
            _value = (_value << 6) | (value & 0x3Fu);
            return --_missing != 0 ? Utf8Result.Pending : IsText ? Utf8Result.Character : Utf8Result.Invalid;
        }

        return Begin(value);
    }

    /// <summary>How many cells of a terminal a character takes: 0 for a combining mark, 2 for a wide one.</summary>
    public static int Width(uint character) => character switch
    {
        < 0x300 => 1,
        <= 0x36F or (>= 0x200B and <= 0x200F) or (>= 0x20D0 and <= 0x20FF) or (>= 0xFE00 and <= 0xFE0F) => 0,
        (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
        or (>= 0xF900 and <= 0xFAFF) => 2,
        (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0x1F300 and <= 0x1FAFF)
        or (>= 0x20000 and <= 0x3FFFD) => 2,
        _ => 1,
    };

    private readonly bool IsText =>
        _value >= _least && _value is not (>= 0x80 and < 0xA0) and not (>= 0xD800 and <= 0xDFFF) and <= 0x10FFFF;

    private Utf8Result Begin(byte value)
    {
        int length = value switch
        {
            < 0x80 => 1,
            >= 0xC0 and < 0xE0 => 2,
            >= 0xE0 and < 0xF0 => 3,
            >= 0xF0 and < 0xF8 => 4,
            _ => 0,
        };
        if (length == 0)
        {
            return Utf8Result.Invalid;
        }

        _missing = length - 1;
        _least = length switch { 1 => 0, 2 => 0x80, 3 => 0x800, _ => 0x10000 };
        _value = length == 1 ? value : value & (0x7Fu >> length);
        return length == 1 ? Utf8Result.Character : Utf8Result.Pending;
    }
}
