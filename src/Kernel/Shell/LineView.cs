// Where the line being edited stands on the screen, and how it is drawn there.

using System;
using System.Runtime.CompilerServices;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Devices;

namespace Osmosis.Kernel.Shell;

/// <summary>
/// A line takes as many rows of 80 cells as it needs, whatever the terminal's width: a row that is full ends with CR
/// and VT, which go to the start of the next row on any terminal. Cells are counted from the start of the prompt. A
/// place in the line is given as the text before it.
/// </summary>
internal struct LineView
{
    private const int Columns = 80;

    // What is higher may have been scrolled out of a terminal of 24 rows, where no cursor can go.
    private const int ReachableRows = 22;

    private int _first;
    private int _cell;

    /// <summary>Writes the prompt at the start of a row.</summary>
    public void Begin(ReadOnlySpan<byte> prompt)
    {
        _cell = 0;
        Write(prompt);
        _first = _cell;
    }

    /// <summary>Takes the line off the screen and writes a prompt in its place.</summary>
    public void Restart(ReadOnlySpan<byte> prompt)
    {
        if (_cell / Columns > ReachableRows)
        {
            Terminal.Clear();
        }
        else
        {
            GoTo(0);
            Terminal.Write("\u001b[J"u8);
        }

        Begin(prompt);
    }

    /// <summary>Writes text at the cursor, and moves the cursor behind it.</summary>
    public void Write(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            int length = FirstCharacter(text, out int width);
            if (width > Columns - (_cell % Columns))
            {
                NextRow();
            }

            foreach (byte value in text[..length])
            {
                Terminal.Put(value);
            }

            _cell = Step(_cell, width);
            if (width != 0 && _cell % Columns == 0)
            {
                NextRow();
            }

            text = text[length..];
        }

        Terminal.Show();
    }

    /// <summary>Writes what follows the cursor, erases what followed it, and leaves the cursor where it is.</summary>
    public void WriteRest(ReadOnlySpan<byte> text)
    {
        int cell = _cell;
        Write(text);
        Terminal.Write("\u001b[J"u8);
        GoTo(cell);
    }

    /// <summary>Moves the cursor to a place in the line.</summary>
    public void MoveTo(ReadOnlySpan<byte> before) => GoTo(CellAfter(_first, before));

    /// <summary>Whether the terminal still shows a place when the line ends at another.</summary>
    public readonly bool Shows(ReadOnlySpan<byte> before, ReadOnlySpan<byte> whole) =>
        (CellAfter(_first, whole) / Columns) - (CellAfter(_first, before) / Columns) <= ReachableRows;

    private void NextRow()
    {
        Terminal.Put((byte)'\r');
        Terminal.Put((byte)'\v');
        _cell += (Columns - (_cell % Columns)) % Columns;
    }

    private void GoTo(int cell)
    {
        int rows = (cell / Columns) - (_cell / Columns);
        int columns = (cell % Columns) - (_cell % Columns);
        _cell = cell;
        if (rows != 0)
        {
            Terminal.Write($"\r\u001b[{Math.Max(rows, -rows)}{(rows < 0 ? 'A' : 'B')}");
            columns = cell % Columns;
        }

        if (columns > 0)
        {
            Terminal.Write($"\u001b[{columns}C");
        }

        for (; columns < 0; columns++)
        {
            Terminal.Put((byte)'\b');
        }

        Terminal.Show();
    }

    // Used in several places; copies of it would cost more than a kilobyte.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int CellAfter(int cell, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            text = text[FirstCharacter(text, out int width)..];
            cell = Step(cell, width);
        }

        return cell;
    }

    // A wide character doesn't begin in the last cell of a row.
    private static int Step(int cell, int width) => cell + width + (cell % Columns > Columns - width ? 1 : 0);

    private static int FirstCharacter(ReadOnlySpan<byte> text, out int width)
    {
        Utf8Decoder decoder = default;
        int length = 1;
        while (decoder.Feed(text[length - 1]) == Utf8Result.Pending && length < text.Length)
        {
            length++;
        }

        width = Utf8Decoder.Width(decoder.Character);
        return length;
    }
}
