// What goes out: what programs write and what is echoed, with the column at which the terminal's cursor stands.

using System;

namespace Osmosis.Programs.Terminals;

public partial struct Terminal<T>
{
    private const byte Backspace = 8;
    private const byte Tab = 9;

    /// <summary>Shows a byte of the input, a control character as ^X.</summary>
    private void Echo(byte value)
    {
        if (!_settings.Has(LocalFlags.EchoControl) || !IsControl(value) || value == Tab)
        {
            EchoPlain(value);
            return;
        }

        _output.WriteTerminal([(byte)'^', (byte)(value ^ 0x40)]);
        _column += 2;
    }

    /// <summary>Shows a byte of the input. If the line begins with it, the line begins at this column.</summary>
    private void EchoFirst(byte value)
    {
        _lineColumn = _input.Line == _input.Head ? _column : _lineColumn;
        Echo(value);
    }

    private void EchoPlain(byte value) => Process([value]);

    private void WriteBack()
    {
        _output.WriteTerminal([Backspace]);
        _column -= _column != 0 ? 1u : 0;
    }

    /// <summary>Writes bytes as the output flags say. What need not be changed goes out in one piece.</summary>
    private void Process(ReadOnlySpan<byte> bytes)
    {
        int start = 0;
        for (int i = 0; i < bytes.Length && _settings.Has(OutputFlags.Process); i++)
        {
            byte value = bytes[i];
            if (!IsChanged(value))
            {
                Follow(value);
                continue;
            }

            _output.WriteTerminal(bytes.Slice(start, i - start));
            start = i + 1;
            WriteChanged(value);
        }

        _output.WriteTerminal(bytes.Slice(start));
    }

    private readonly bool IsChanged(byte value) => value switch
    {
        LineFeed => _settings.Has(OutputFlags.LineFeedToReturnLineFeed),
        Return => _settings.Has(OutputFlags.ReturnToLineFeed)
            || (_settings.Has(OutputFlags.NoReturnAtStart) && _column == 0),
        Tab => (_settings.Output & OutputFlags.TabsToSpaces) == OutputFlags.TabsToSpaces,
        _ => false,
    };

    private void WriteChanged(byte value)
    {
        if (value == LineFeed)
        {
            _output.WriteTerminal("\r\n"u8);
            StartLine();
        }
        else if (value == Tab)
        {
            int spaces = 8 - (int)(_column & 7);
            _output.WriteTerminal("        "u8.Slice(0, spaces));
            _column += (uint)spaces;
        }
        else if (!_settings.Has(OutputFlags.NoReturnAtStart) || _column != 0)
        {
            _output.WriteTerminal("\n"u8);
            if (_settings.Has(OutputFlags.LineFeedReturns))
            {
                StartLine();
            }
        }
    }

    /// <summary>Moves the column as the terminal moves its cursor.</summary>
    private void Follow(byte value)
    {
        switch (value)
        {
            case LineFeed:
                _column = _settings.Has(OutputFlags.LineFeedReturns) ? 0 : _column;
                _lineColumn = _column;
                break;
            case Return:
                StartLine();
                break;
            case Tab:
                _column += 8 - (_column & 7);
                break;
            case Backspace:
                _column -= _column != 0 ? 1u : 0;
                break;
            default:
                _column += IsControl(value) || IsContinuation(value) ? 0u : 1;
                break;
        }
    }

    private void StartLine()
    {
        _column = 0;
        _lineColumn = 0;
    }
}
