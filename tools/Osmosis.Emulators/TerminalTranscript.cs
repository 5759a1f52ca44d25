// The kernel's output as a terminal would show it: lines, with the line editor's cursor movements applied.
using System.Text;

namespace Osmosis.Emulators;

/// <summary>
/// A terminal that never scrolls anything away. It understands what a line editor uses: CR, LF, BS, and the escape
/// sequences for moving along the line (CSI C, D, G), erasing it (CSI K), deleting (CSI P) and inserting (CSI @)
/// characters. Clearing the screen (CSI J, CSI H) starts a new line. Colours and anything else leave no trace.
/// </summary>
public sealed class TerminalTranscript
{
    private readonly List<StringBuilder> _lines = [new()];
    private readonly StringBuilder _sequence = new();
    private int _column;

    /// <summary>Number of lines so far; the last one is where the cursor is.</summary>
    public int Count => _lines.Count;

    public int Column => _column;

    public string CurrentLine => _lines[^1].ToString();

    /// <summary>How often the bell rang.</summary>
    public int Bells { get; private set; }

    /// <summary>Lines <paramref name="from"/> up to, not including, <paramref name="to"/>.</summary>
    public string[] Lines(int from, int to) => [.. _lines[from..to].Select(line => line.ToString())];

    /// <summary>The first line from <paramref name="from"/> on that starts with <paramref name="prefix"/>, or null.</summary>
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

        switch (value)
        {
            case '\n':
                NewLine();
                break;
            case '\r':
                _column = 0;
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
    }

    // ESC [ parameters final, where the final byte is in '@'..'~'; ESC and any other byte is a sequence of two.
    private void ContinueSequence(char value)
    {
        _sequence.Append(value);
        bool complete = _sequence.Length switch { 1 => false, 2 => value != '[', _ => value is >= '@' and <= '~' };
        if (complete)
        {
            string sequence = _sequence.ToString();
            _sequence.Clear();
            if (sequence[1] == '[')
            {
                Control(sequence[2..^1], sequence[^1]);
            }
        }
    }

    private void Control(string parameters, char final)
    {
        int count = int.TryParse(parameters, out int number) ? number : 0;
        StringBuilder line = _lines[^1];
        switch (final)
        {
            case 'C':
                _column += Math.Max(1, count);
                break;
            case 'D':
                _column = Math.Max(0, _column - Math.Max(1, count));
                break;
            case 'G':
                _column = Math.Max(0, count - 1);
                break;
            case 'K' when count == 0:
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
