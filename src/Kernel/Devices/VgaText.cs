// The VGA text screen: 80 columns, 25 rows, 16 colours, and the escape sequences that let one byte stream serve both it
// and a serial terminal.

using System;
using Osmosis.Kernel.Cpu;

namespace Osmosis.Kernel.Devices;

internal static unsafe class VgaText
{
    public const int Columns = 80;

    private const int Rows = 25;
    private const int TabWidth = 8;
    private const uint Address = 0xB8000;
    private const ushort CursorIndex = 0x3D4;
    private const ushort CursorData = 0x3D5;
    private const byte CursorHigh = 0x0E;
    private const byte CursorLow = 0x0F;
    private const byte DefaultAttribute = 0x07;
    private const int Bright = 8;
    private const byte Block = 0xFE;

    private static int s_column;
    private static int s_row;
    private static byte s_attribute = DefaultAttribute;
    private static EscapeDecoder s_decoder;
    private static Utf8Decoder s_characters;

    // ANSI numbers colours with red first, the screen with blue first.
    private static ReadOnlySpan<byte> ScreenColors => [0, 4, 2, 6, 1, 5, 3, 7];

    // Sound: text memory is 4000 bytes here on every PC, lies in the identity window (requirement L2), and only this
    // class uses it.
    private static Span<ushort> Cells => new((void*)Address, Columns * Rows);

    public static void Initialise()
    {
        s_attribute = DefaultAttribute;
        Clear();
        MoveCursor();
    }

    /// <summary>Shows a byte or obeys it. The visible cursor moves only at <see cref="MoveCursor"/>.</summary>
    public static void Write(byte value)
    {
        switch (s_decoder.Feed(value))
        {
            case EscapeResult.Literal or EscapeResult.Cut:
                WriteLiteral(value);
                break;
            case EscapeResult.Sequence when s_decoder.Introducer == '[':
                Obey(value);
                break;
        }
    }

    /// <summary>Puts the hardware cursor where the next character goes.</summary>
    public static void MoveCursor()
    {
        int position = (s_row * Columns) + Math.Min(s_column, Columns - 1);
        Port.Write8(CursorIndex, CursorHigh);
        Port.Write8(CursorData, (byte)(position >> 8));
        Port.Write8(CursorIndex, CursorLow);
        Port.Write8(CursorData, (byte)position);
    }

    private static void WriteLiteral(byte value)
    {
        switch (value)
        {
            case (byte)'\n':
                NewLine();
                break;
            case (byte)'\v':
                int column = s_column;
                NewLine();
                s_column = column;
                break;
            case (byte)'\r':
                s_column = 0;
                break;
            case (byte)'\b':
                s_column = Math.Max(s_column - 1, 0);
                break;
            case (byte)'\t':
                s_column = Math.Min((s_column / TabWidth * TabWidth) + TabWidth, Columns - 1);
                break;
            case < (byte)' ' or 0x7F:
                break;
            default:
                WriteText(value);
                break;
        }
    }

    // What the screen has no letter for is a block, as wide as the terminal's letter.
    private static void WriteText(byte value)
    {
        Utf8Result result = s_characters.Feed(value);
        if (result == Utf8Result.Interrupted)
        {
            result = s_characters.Feed(value);
        }

        if (result != Utf8Result.Character)
        {
            return;
        }

        for (int i = Utf8Decoder.Width(s_characters.Character); i > 0; i--)
        {
            WriteCharacter(value < 0x80 ? value : Block);
        }
    }

    // A character in the last column leaves the cursor beyond it, and the next character starts a row. So no empty row
    // follows a full one.
    private static void WriteCharacter(byte value)
    {
        if (s_column == Columns)
        {
            NewLine();
        }

        Cells[(s_row * Columns) + s_column] = Cell(value);
        s_column++;
    }

    private static void NewLine()
    {
        s_column = 0;
        if (s_row < Rows - 1)
        {
            s_row++;
            return;
        }

        Span<ushort> cells = Cells;
        cells[Columns..].CopyTo(cells);
        cells[^Columns..].Fill(Cell((byte)' '));
    }

    private static void Clear()
    {
        Cells.Fill(Cell((byte)' '));
        s_column = 0;
        s_row = 0;
    }

    private static void Obey(byte final)
    {
        int count = (int)Math.Max(s_decoder.Parameter(0), 1);
        switch (final)
        {
            case (byte)'m':
                for (int i = 0; i < s_decoder.ParameterCount; i++)
                {
                    SetGraphics((int)s_decoder.Parameter(i));
                }

                break;
            case (byte)'H':
                s_row = Math.Min(count, Rows) - 1;
                s_column = Math.Min((int)Math.Max(s_decoder.Parameter(1), 1), Columns) - 1;
                break;
            case (byte)'J' when s_decoder.Parameter(0) == 2:
                Cells.Fill(Cell((byte)' '));
                break;
            case (byte)'J' when s_decoder.Parameter(0) == 0:
                Cells[((s_row * Columns) + Math.Min(s_column, Columns - 1))..].Fill(Cell((byte)' '));
                break;
            case (byte)'K' when s_decoder.Parameter(0) == 0:
                Cells.Slice((s_row * Columns) + s_column, Columns - s_column).Fill(Cell((byte)' '));
                break;
            case (byte)'A':
                s_row = Math.Max(s_row - count, 0);
                break;
            case (byte)'B':
                s_row = Math.Min(s_row + count, Rows - 1);
                break;
            case (byte)'C':
                s_column = Math.Min(s_column + count, Columns - 1);
                break;
            case (byte)'D':
                s_column = Math.Max(s_column - count, 0);
                break;
        }
    }

    private static void SetGraphics(int code)
    {
        s_attribute = code switch
        {
            0 => DefaultAttribute,
            1 => (byte)(s_attribute | Bright),
            >= 30 and <= 37 => (byte)((s_attribute & 0xF8) | ScreenColors[code - 30]),
            39 => (byte)((s_attribute & 0xF0) | (DefaultAttribute & 0x0F)),
            >= 40 and <= 47 => (byte)((s_attribute & 0x0F) | (ScreenColors[code - 40] << 4)),
            49 => (byte)(s_attribute & 0x0F),
            >= 90 and <= 97 => (byte)((s_attribute & 0xF0) | ScreenColors[code - 90] | Bright),
            _ => s_attribute,
        };
    }

    private static ushort Cell(byte character) => (ushort)(character | (s_attribute << 8));
}
