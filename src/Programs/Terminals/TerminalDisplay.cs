using System;

namespace Osmosis.Programs.Terminals;

/// <summary>
/// The way out of a terminal: what programs write and what is echoed, with the column at which its cursor stands.
/// </summary>
/// <typeparam name="T">Where the bytes go.</typeparam>
internal struct TerminalDisplay<T>
    where T : struct, ITerminalOutput
{
    private T _output;
    private uint _column;
    private uint _lineColumn;

    /// <summary>The column at which the line that is being edited begins.</summary>
    public readonly uint LineColumn => _lineColumn;

    public void Initialise(T output) => _output = output;

    /// <summary>The line that is being edited begins where the cursor stands.</summary>
    public void BeginLine() => _lineColumn = _column;

    /// <summary>Shows a byte of the input, a control character as ^X.</summary>
    public void Echo(in TerminalSettings settings, byte value)
    {
        if (!settings.Has(LocalFlags.EchoControl) || !Ascii.IsControl(value) || value == Ascii.Tab)
        {
            EchoPlain(in settings, value);
            return;
        }

        _output.WriteTerminal([(byte)'^', (byte)(value ^ 0x40)]);
        _column += 2;
    }

    /// <summary>Shows a byte of the input as it is.</summary>
    public void EchoPlain(in TerminalSettings settings, byte value) => Write(in settings, [value]);

    /// <summary>Moves the cursor a column back.</summary>
    public void MoveBack()
    {
        _output.WriteTerminal([Ascii.Backspace]);
        _column -= _column != 0 ? 1u : 0;
    }

    /// <summary>Writes bytes as the output flags say. What need not be changed goes out in one piece.</summary>
    public void Write(in TerminalSettings settings, ReadOnlySpan<byte> bytes)
    {
        int start = 0;
        for (int i = 0; i < bytes.Length && settings.Has(OutputFlags.Process); i++)
        {
            byte value = bytes[i];
            if (!IsChanged(in settings, value))
            {
                Follow(in settings, value);
                continue;
            }

            _output.WriteTerminal(bytes.Slice(start, i - start));
            start = i + 1;
            WriteChanged(in settings, value);
        }

        _output.WriteTerminal(bytes.Slice(start));
    }

    private readonly bool IsChanged(in TerminalSettings settings, byte value) => value switch
    {
        Ascii.LineFeed => settings.Has(OutputFlags.LineFeedToReturnLineFeed),
        Ascii.Return => settings.Has(OutputFlags.ReturnToLineFeed)
            || (settings.Has(OutputFlags.NoReturnAtStart) && _column == 0),
        Ascii.Tab => (settings.Output & OutputFlags.TabsToSpaces) == OutputFlags.TabsToSpaces,
        _ => false,
    };

    private void WriteChanged(in TerminalSettings settings, byte value)
    {
        if (value == Ascii.LineFeed)
        {
            _output.WriteTerminal("\r\n"u8);
            StartLine();
        }
        else if (value == Ascii.Tab)
        {
            int spaces = 8 - (int)(_column & 7);
            _output.WriteTerminal("        "u8.Slice(0, spaces));
            _column += (uint)spaces;
        }
        else if (!settings.Has(OutputFlags.NoReturnAtStart) || _column != 0)
        {
            _output.WriteTerminal("\n"u8);
            if (settings.Has(OutputFlags.LineFeedReturns))
            {
                StartLine();
            }
        }
    }

    /// <summary>Moves the column as the terminal moves its cursor.</summary>
    private void Follow(in TerminalSettings settings, byte value)
    {
        switch (value)
        {
            case Ascii.LineFeed:
                _column = settings.Has(OutputFlags.LineFeedReturns) ? 0 : _column;
                _lineColumn = _column;
                break;
            case Ascii.Return:
                StartLine();
                break;
            case Ascii.Tab:
                _column += 8 - (_column & 7);
                break;
            case Ascii.Backspace:
                _column -= _column != 0 ? 1u : 0;
                break;
            default:
                _column += Ascii.IsControl(value) || settings.IsContinuation(value) ? 0u : 1;
                break;
        }
    }

    private void StartLine()
    {
        _column = 0;
        _lineColumn = 0;
    }
}
