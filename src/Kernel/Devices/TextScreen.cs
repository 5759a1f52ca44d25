// The text of the screen: 80 columns, 25 rows, 16 colours, and the lines that have left it at the top.

using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Osmosis.Kernel.Devices;

/// <summary>
/// Bytes go in, with the escape sequences that let one stream serve both a screen and a serial terminal; rows of cells
/// come out. A cell is a character and its colours, as in VGA text memory: bits 0 to 7 the character, 8 to 11 the
/// foreground, 12 to 15 the background. Lines are kept in a ring, so that a screen that scrolls copies nothing.
/// Whatever is written, the newest lines are in view again.
/// </summary>
internal partial struct TextScreen
{
    public const int Columns = 80;
    public const int Rows = 25;

    /// <summary>How many cells are in view.</summary>
    public const int Cells = Rows * Columns;

    /// <summary>How many lines above the screen are kept.</summary>
    public const int LinesAbove = 1000;

    private const int Lines = LinesAbove + Rows;

    private Storage _cells;
    private int _top;
    private int _above;
    private int _back;
    private int _column;
    private int _row;
    private byte _attribute;
    private int _firstChanged;
    private int _endChanged;
    private EscapeDecoder _decoder;
    private Utf8Decoder _characters;

    /// <summary>
    /// The first cell in view whose picture may be older than it. Cells are counted from the upper left one.
    /// </summary>
    public readonly int FirstChanged => _firstChanged;

    /// <summary>One past the last cell in view whose picture may be older than it.</summary>
    public readonly int EndChanged => _endChanged;

    /// <summary>The cell of the cursor; <see cref="Cells"/> if it isn't in view.</summary>
    public readonly int Cursor => _back == 0 ? (_row * Columns) + Math.Min(_column, Columns - 1) : Cells;

    /// <summary>Empties the screen, and forgets what was above it.</summary>
    public void Initialise()
    {
        _attribute = DefaultAttribute;
        _above = 0;
        _back = 0;
        Clear();
    }

    /// <summary>A row in view.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<ushort> Row(int row) =>
        ((ReadOnlySpan<ushort>)_cells).Slice(Line(row - _back) * Columns, Columns);

    /// <summary>The picture is as new as the text.</summary>
    public void MarkShown()
    {
        _firstChanged = Cells;
        _endChanged = 0;
    }

    /// <summary>The whole picture is out of date.</summary>
    public void MarkChanged() => MarkChanged(0, Cells);

    /// <summary>Looks at older lines, or with a negative number at newer ones, as far as there are any.</summary>
    public void ScrollBack(int lines)
    {
        _back = Math.Max(0, Math.Min(_back + lines, _above));
        MarkChanged();
    }

    // Counted from the top of the screen, negative above it.
    private readonly int Line(int row)
    {
        int line = _top + row;
        return line < 0 ? line + Lines : line >= Lines ? line - Lines : line;
    }

    [UnscopedRef]
    private Span<ushort> Changed(int row, int column, int count)
    {
        int cell = (row * Columns) + column;
        MarkChanged(cell, cell + count);
        return ((Span<ushort>)_cells).Slice((Line(row) * Columns) + column, count);
    }

    private void MarkChanged(int first, int end)
    {
        _firstChanged = Math.Min(_firstChanged, first);
        _endChanged = Math.Max(_endChanged, end);
    }

    // A character in the last column leaves the cursor beyond it, and the next character starts a row. So no empty row
    // follows a full one.
    private void WriteCharacter(byte value)
    {
        if (_column == Columns)
        {
            NewLine();
        }

        Changed(_row, _column, 1)[0] = Cell(value);
        _column++;
    }

    private void NewLine()
    {
        _column = 0;
        if (_row < Rows - 1)
        {
            _row++;
            return;
        }

        _top = Line(1);
        _above = Math.Min(_above + 1, LinesAbove);
        MarkChanged();
        Blank(_row, 0);
    }

    private void Clear()
    {
        BlankFrom(0, 0);
        _column = 0;
        _row = 0;
    }

    private void BlankFrom(int row, int column)
    {
        Blank(row, column);
        for (int below = row + 1; below < Rows; below++)
        {
            Blank(below, 0);
        }
    }

    private void Blank(int row, int column) => Changed(row, column, Columns - column).Fill(Cell((byte)' '));

    private readonly ushort Cell(byte character) => (ushort)(character | (_attribute << 8));

    [InlineArray(Lines * Columns)]
    private struct Storage
    {
        private ushort _first;
    }
}
