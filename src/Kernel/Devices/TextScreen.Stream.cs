// What the bytes of the stream mean on the screen.

using System;

namespace Osmosis.Kernel.Devices;

internal partial struct TextScreen
{
    private const int TabWidth = 8;
    private const byte DefaultAttribute = 0x07;
    private const int Bright = 8;
    private const byte Block = 0xFE;

    // ANSI numbers colours with red first, the screen with blue first.
    private static ReadOnlySpan<byte> ScreenColors => [0, 4, 2, 6, 1, 5, 3, 7];

    /// <summary>Shows a byte or obeys it.</summary>
    public void Write(byte value)
    {
        if (_back != 0)
        {
            ScrollBack(-_back);
        }

        switch (_decoder.Feed(value))
        {
            case EscapeResult.Literal or EscapeResult.Cut:
                WriteLiteral(value);
                break;
            case EscapeResult.Sequence when _decoder.Introducer == '[':
                Obey(value);
                break;
        }
    }

    private void WriteLiteral(byte value)
    {
        switch (value)
        {
            case (byte)'\n':
                NewLine();
                break;
            case (byte)'\v':
                int column = _column;
                NewLine();
                _column = column;
                break;
            case (byte)'\r':
                _column = 0;
                break;
            case (byte)'\b':
                _column = Math.Max(_column - 1, 0);
                break;
            case (byte)'\t':
                _column = Math.Min((_column / TabWidth * TabWidth) + TabWidth, Columns - 1);
                break;
            case < (byte)' ' or 0x7F:
                break;
            default:
                WriteText(value);
                break;
        }
    }

    // What the screen has no letter for is a block, as wide as the terminal's letter.
    private void WriteText(byte value)
    {
        Utf8Result result = _characters.Feed(value);
        if (result == Utf8Result.Interrupted)
        {
            result = _characters.Feed(value);
        }

        if (result != Utf8Result.Character)
        {
            return;
        }

        for (int i = Utf8Decoder.Width(_characters.Character); i > 0; i--)
        {
            WriteCharacter(value < 0x80 ? value : Block);
        }
    }

    private void Obey(byte final)
    {
        int count = (int)Math.Max(_decoder.Parameter(0), 1);
        switch (final)
        {
            case (byte)'m':
                for (int i = 0; i < _decoder.ParameterCount; i++)
                {
                    SetGraphics((int)_decoder.Parameter(i));
                }

                break;
            case (byte)'H':
                _row = Math.Min(count, Rows) - 1;
                _column = Math.Min((int)Math.Max(_decoder.Parameter(1), 1), Columns) - 1;
                break;
            case (byte)'J' when _decoder.Parameter(0) == 2:
                BlankFrom(0, 0);
                break;
            case (byte)'J' when _decoder.Parameter(0) == 0:
                BlankFrom(_row, Math.Min(_column, Columns - 1));
                break;
            case (byte)'K' when _decoder.Parameter(0) == 0:
                Blank(_row, _column);
                break;
            case (byte)'A':
                _row = Math.Max(_row - count, 0);
                break;
            case (byte)'B':
                _row = Math.Min(_row + count, Rows - 1);
                break;
            case (byte)'C':
                _column = Math.Min(_column + count, Columns - 1);
                break;
            case (byte)'D':
                _column = Math.Max(_column - count, 0);
                break;
        }
    }

    private void SetGraphics(int code) => _attribute = code switch
    {
        0 => DefaultAttribute,
        1 => (byte)(_attribute | Bright),
        >= 30 and <= 37 => (byte)((_attribute & 0xF8) | ScreenColors[code - 30]),
        39 => (byte)((_attribute & 0xF0) | (DefaultAttribute & 0x0F)),
        >= 40 and <= 47 => (byte)((_attribute & 0x0F) | (ScreenColors[code - 40] << 4)),
        49 => (byte)(_attribute & 0x0F),
        >= 90 and <= 97 => (byte)((_attribute & 0xF0) | ScreenColors[code - 90] | Bright),
        _ => _attribute,
    };
}
