// What a byte that comes in does: flow control, signals, and the end of a line.

namespace Osmosis.Programs.Terminals;

public partial struct Terminal<T>
{
    private const byte LineFeed = (byte)'\n';
    private const byte Return = (byte)'\r';

    /// <summary>Whether it was for flow control, and nothing else happens.</summary>
    private bool ObeyFlowControl(byte value)
    {
        if (!_settings.Has(InputFlags.FlowControl))
        {
            return false;
        }

        bool isStart = _settings.Is(ControlCharacter.Start, value);
        if (isStart || _settings.Is(ControlCharacter.Stop, value))
        {
            IsStopped = !isStart;
            return true;
        }

        return false;
    }

    private readonly Signal SignalOf(byte value) =>
        !_settings.Has(LocalFlags.Signals) ? Signal.None
        : _settings.Is(ControlCharacter.Interrupt, value) ? Signal.Interrupt
        : _settings.Is(ControlCharacter.Quit, value) ? Signal.Quit
        : _settings.Is(ControlCharacter.Suspend, value) ? Signal.TerminalStop
        : Signal.None;

    private void Interrupt(byte value)
    {
        if (!_settings.Has(LocalFlags.NoFlush))
        {
            _input.Clear();
        }

        IsStopped &= !_settings.Has(InputFlags.FlowControl);
        if (_settings.Has(LocalFlags.Echo))
        {
            Echo(value);
        }
    }

    private void ReceiveCharacter(byte value)
    {
        IsStopped &= !(_settings.Has(InputFlags.FlowControl) && _settings.Has(InputFlags.AnyByteStarts));
        bool isReturn = value == Return;
        if (isReturn && _settings.Has(InputFlags.IgnoreReturn))
        {
            return;
        }

        if (isReturn && _settings.Has(InputFlags.ReturnToLineFeed))
        {
            value = LineFeed;
        }
        else if (value == LineFeed && _settings.Has(InputFlags.LineFeedToReturn))
        {
            value = Return;
        }

        if (IsCanonical && (Edit(value) || EndLine(value)))
        {
            return;
        }

        if (isReturn && value == LineFeed && _settings.Has(LocalFlags.Echo))
        {
            // One that came in as a line feed is shown as ^J.
            EchoPlain(value);
            _input.Put(value);
            return;
        }

        PutAndEcho(value);
    }

    private void PutAndEcho(byte value)
    {
        if (_settings.Has(LocalFlags.Echo))
        {
            EchoFirst(value);
        }

        _input.Put(value);
    }

    private bool EndLine(byte value)
    {
        bool isFeed = value == LineFeed;
        if (!isFeed && _settings.Is(ControlCharacter.EndOfFile, value))
        {
            _input.PutEndOfFile();
            return true;
        }

        bool isEnd = isFeed || _settings.Is(ControlCharacter.EndOfLine, value)
            || (_settings.Is(ControlCharacter.EndOfLine2, value) && _settings.Has(LocalFlags.Extended));
        if (!isEnd)
        {
            return false;
        }

        if (isFeed && (_settings.Has(LocalFlags.Echo) || _settings.Has(LocalFlags.EchoLineFeed)))
        {
            EchoPlain(value);
        }
        else if (!isFeed && _settings.Has(LocalFlags.Echo))
        {
            EchoFirst(value);
        }

        _input.PutEnd(value);
        return true;
    }
}
