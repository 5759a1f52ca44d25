// Recognises escape sequences in a stream of bytes: those that the screen obeys, and those that keys and terminals
// send.

using System.Runtime.CompilerServices;

namespace Osmosis.Kernel.Devices;

internal enum EscapeResult
{
    /// <summary>In the middle of a sequence: nothing to do yet.</summary>
    Pending,

    /// <summary>The byte stands for itself.</summary>
    Literal,

    /// <summary>The byte ended a sequence.</summary>
    Sequence,

    /// <summary>The byte stands for itself, and cut short a sequence whose bytes so far mean nothing.</summary>
    Cut,
}

/// <summary>
/// Every byte belongs to exactly one sequence or stands for itself, however the stream is split. Known are control
/// sequences (<c>ESC [</c>, with any parameters; <c>ESC O</c>, which some terminals send for keys), the Linux console's
/// function keys (<c>ESC [ [</c> and a byte), mouse reports (<c>ESC [ M</c> and three bytes), strings up to BEL or ST
/// (OSC, DCS, SOS, PM, APC), and ESC with another byte: a key pressed with Alt. A control byte ends whatever has begun.
/// </summary>
internal struct EscapeDecoder
{
    /// <summary>The introducer of a key pressed with Alt.</summary>
    public const byte Escape = 0x1B;

    private const byte Bell = 0x07;
    private const byte Delete = 0x7F;
    private const int MouseBytes = 3;
    private const int MaximumParameters = 4;
    private const uint MaximumValue = 9999;

    private State _state;
    private byte _introducer;
    private bool _isPrivate;
    private bool _isEmpty;
    private int _ignore;
    private int _parameterCount;
    private Parameters _parameters;

    private enum State : byte
    {
        Ground,
        Escape,
        Sequence,
        Ignored,
        String,
        StringEscape,
    }

    /// <summary>
    /// What the sequence just ended began with after ESC: <c>[</c> or <c>O</c>; or <see cref="Escape"/>. 0 if it means
    /// nothing here.
    /// </summary>
    public readonly byte Introducer => _isPrivate ? (byte)0 : _introducer;

    /// <summary>Number of parameters of the sequence just ended, at least 1: an absent one is 0.</summary>
    public readonly int ParameterCount => _parameterCount;

    public readonly uint Parameter(int index) => index < _parameterCount ? _parameters[index] : 0;

    public EscapeResult Feed(byte value)
    {
        switch (_state)
        {
            case State.Ground when value != Escape:
                return EscapeResult.Literal;
            case State.Ground:
                _state = State.Escape;
                return EscapeResult.Pending;
            case State.Escape:
                return Begin(value);
            case State.Sequence:
                return Continue(value);
            case State.Ignored:
                return Ignore(value);
            default:
                return ContinueString(value);
        }
    }

    private EscapeResult Begin(byte value)
    {
        _introducer = value;
        _isPrivate = false;
        _isEmpty = true;
        _parameterCount = 1;
        _parameters = default;
        switch (value)
        {
            case Escape:
                return EscapeResult.Pending;
            case (byte)'[' or (byte)'O':
                _state = State.Sequence;
                return EscapeResult.Pending;
            case (byte)']' or (byte)'P' or (byte)'X' or (byte)'^' or (byte)'_':
                _state = State.String;
                return EscapeResult.Pending;
            case < (byte)' ' or > Delete:
                return End(EscapeResult.Literal);
            default:
                _introducer = Escape;
                return End(EscapeResult.Sequence);
        }
    }

    private EscapeResult Continue(byte value)
    {
        bool isFirst = _isEmpty;
        _isEmpty = false;
        switch (value)
        {
            case >= (byte)'0' and <= (byte)'9':
                ref uint parameter = ref _parameters[_parameterCount - 1];
                parameter = System.Math.Min((parameter * 10) + value - '0', MaximumValue);
                return EscapeResult.Pending;
            case (byte)';':
                _parameterCount = System.Math.Min(_parameterCount + 1, MaximumParameters);
                return EscapeResult.Pending;
            case (byte)'[' or (byte)'M' when isFirst && _introducer == '[':
                _ignore = value == '[' ? 1 : MouseBytes;
                _isPrivate = true;
                _state = State.Ignored;
                return EscapeResult.Pending;
            case >= 0x40 and < Delete:
                return End(EscapeResult.Sequence);
            case >= (byte)' ' and <= Delete:
                _isPrivate = true;
                return EscapeResult.Pending;
            default:
                return CutBy(value);
        }
    }

    // A mouse report may hold any byte; 0 stands for a place too far to the right.
    private EscapeResult Ignore(byte value)
    {
        if (value is < (byte)' ' and not 0)
        {
            return CutBy(value);
        }

        return --_ignore == 0 ? End(EscapeResult.Sequence) : EscapeResult.Pending;
    }

    private EscapeResult ContinueString(byte value)
    {
        bool afterEscape = _state == State.StringEscape;
        _state = State.String;
        _isPrivate = true;
        if (afterEscape && value != '\\')
        {
            _state = State.Escape;
            return Begin(value);
        }

        if (afterEscape || value == Bell)
        {
            return End(EscapeResult.Sequence);
        }

        if (value == Escape)
        {
            _state = State.StringEscape;
            return EscapeResult.Pending;
        }

        return value < ' ' ? CutBy(value) : EscapeResult.Pending;
    }

    private EscapeResult CutBy(byte value)
    {
        if (value == Escape)
        {
            _state = State.Escape;
            return EscapeResult.Pending;
        }

        return End(EscapeResult.Cut);
    }

    private EscapeResult End(EscapeResult result)
    {
        _state = State.Ground;
        return result;
    }

    [InlineArray(MaximumParameters)]
    private struct Parameters
    {
        private uint _first;
    }
}
