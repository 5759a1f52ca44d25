// The kernel's output as a terminal would show it: lines, with the line editor's cursor movements applied.
using System.Text;

namespace Osmosis.Emulators;

/// <summary>
/// A terminal of 80 columns that never scrolls anything away. It understands what a line editor uses: CR, LF, BS, and
/// the escape sequences for moving along the line (CSI C, D, G), erasing it (CSI K), deleting (CSI P) and inserting
/// (CSI @) characters. CR and VT go on in the next row of the same line, CSI A and B go to other rows of it, and CSI J
/// erases the rest of it. Clearing the screen (CSI 2 J, CSI H) starts a new line. Colours and anything else leave no
/// trace.
/// </summary>
public sealed class TerminalTranscript
{
    private const int RowWidth = 80;

    // What shells tell terminals when a command has ended (OSC 133).
    private const string CommandEnded = "\e]133;D;";

    private readonly List<StringBuilder> _lines = [new()];
    private readonly StringBuilder _sequence = new();
    private int _column;
    private bool _isAtEdge;

    /// <summary>Number of lines so far; the last one is where the cursor is.</summary>
    public int Count => _lines.Count;

    public int Column => _column;

    public string CurrentLine => _lines[^1].ToString();

    /// <summary>How often the bell rang.</summary>
    public int Bells { get; private set; }

    /// <summary>How many lines typed at the prompt have been dealt with: run, refused, or dropped.</summary>
    public int LinesEnded { get; private set; }

    /// <summary>The status of the command that ended last: 0 if it did what it was asked.</summary>
    public int? LastStatus { get; private set; }

    /// <summary>Lines <paramref name="from"/> up to, not including, <paramref name="to"/>.</summary>
    public string[] Lines(int from, int to) => [.. _lines[from..to].Select(line => line.ToString())];

    /// <summary>
    /// The first line from <paramref name="from"/> on that starts with <paramref name="prefix"/>, or null.
    /// </summary>
    public string? Find(int from, string prefix)
    {
        for (int i = from; i < _lines.Count; i++)
        {
            StringBuilder line = _lines[i];
            if (line.Length >= prefix.Length && line.ToString(0, prefix.Length) == prefix)
            {
                return line.ToString();
            }
        }

        return null;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            Append((char)value);
        }
    }

    private void Append(char value)
    {
        if (_sequence.Length > 0 || value == '\e')
        {
            ContinueSequence(value);
            return;
        }

        bool wasAtEdge = _isAtEdge;
        _isAtEdge = false;
        switch (value)
        {
            case '\n':
                NewLine();
                break;
            case '\r':
                // After the last character of a row the cursor is still in it.
                _column -= wasAtEdge ? RowWidth : _column % RowWidth;
                break;
            case '\v':
                _column += RowWidth;
                break;
            case '\b':
                _column = Math.Max(0, _column - 1);
                break;
            case '\a':
                Bells++;
                break;
            default:
                Put(value);
                break;
        }
    }

    private void NewLine()
    {
        _lines.Add(new StringBuilder());
        _column = 0;
    }

    private void Put(char value)
    {
        StringBuilder line = _lines[^1];
        line.Append(' ', Math.Max(0, _column + 1 - line.Length));
        line[_column++] = value;
        _isAtEdge = _column % RowWidth == 0;
    }

    // ESC [ parameters final, where the final byte is in '@'..'~'; ESC ] text BEL; ESC and any other byte is a sequence
    // of two.
    private void ContinueSequence(char value)
    {
        _sequence.Append(value);
        bool complete = _sequence.Length switch
        {
            1 => false,
            2 => value is not ('[' or ']'),
            _ => _sequence[1] == ']' ? value == '\a' : value is >= '@' and <= '~',
        };
        if (complete)
        {
            string sequence = _sequence.ToString();
            _sequence.Clear();
            if (sequence[1] == '[')
            {
                Control(sequence[2..^1], sequence[^1]);
            }
            else if (sequence.StartsWith(CommandEnded, StringComparison.Ordinal)
                && int.TryParse(sequence[CommandEnded.Length..^1], out int status))
            {
                LastStatus = status;
                LinesEnded++;
            }
        }
    }

    private void Control(string parameters, char final)
    {
        int count = int.TryParse(parameters, out int number) ? number : 0;
        StringBuilder line = _lines[^1];
        switch (final)
        {
            case 'A':
                _column = Math.Max(_column % RowWidth, _column - RowWidth * Math.Max(1, count));
                break;
            case 'B':
                _column += RowWidth * Math.Max(1, count);
                break;
            case 'C':
                _column += Math.Max(1, count);
                break;
            case 'D':
                _column = Math.Max(0, _column - Math.Max(1, count));
                break;
            case 'G':
                _column = Math.Max(0, count - 1);
                break;
            case 'K' or 'J' when count == 0 && parameters.Length == 0:
                line.Length = Math.Min(line.Length, _column);
                break;
            case 'K':
                line.Clear();
                break;
            case 'P' when _column < line.Length:
                line.Remove(_column, Math.Min(Math.Max(1, count), line.Length - _column));
                break;
            case '@' when _column < line.Length:
                line.Insert(_column, new string(' ', Math.Max(1, count)));
                break;
            case 'H' or 'J' when line.Length > 0:
                NewLine();
                break;
        }
    }
}
