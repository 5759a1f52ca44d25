// Recognises ANSI escape sequences in a stream of bytes: the sequences that the screen obeys and those that keys send.

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
}

/// <summary>
/// <c>ESC [ parameters final</c>: parameters are decimal numbers between semicolons, final is 0x40 to 0x7E. <c>ESC O final</c>, which some
/// terminals send for keys, counts as the same without parameters. Any other byte after ESC, and a control byte inside a sequence, ends it unused.
/// </summary>
internal struct EscapeDecoder
{
    private const byte Escape = 0x1B;
    private const int MaximumParameters = 4;
    private const uint MaximumValue = 9999;

    private State _state;
    private int _parameterCount;
    private Parameters _parameters;

    private enum State : byte
    {
        Ground,
        Escape,
        Sequence,
    }

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
            case State.Escape when value is (byte)'[' or (byte)'O':
                _state = State.Sequence;
                _parameterCount = 1;
                _parameters = default;
                return EscapeResult.Pending;
            case State.Escape:
                _state = value == Escape ? State.Escape : State.Ground;
                return value < ' ' && value != Escape ? EscapeResult.Literal : EscapeResult.Pending;
            default:
                return FeedSequence(value);
        }
    }

    private EscapeResult FeedSequence(byte value)
    {
        switch (value)
        {
            case >= (byte)'0' and <= (byte)'9':
                ref uint parameter = ref _parameters[_parameterCount - 1];
                parameter = System.Math.Min((parameter * 10) + value - '0', MaximumValue);
                return EscapeResult.Pending;
            case (byte)';':
                _parameterCount = System.Math.Min(_parameterCount + 1, MaximumParameters);
                return EscapeResult.Pending;
            case >= 0x40 and <= 0x7E:
                _state = State.Ground;
                return EscapeResult.Sequence;
            case Escape:
                _state = State.Escape;
                return EscapeResult.Pending;
            case < (byte)' ':
                _state = State.Ground;
                return EscapeResult.Literal;
            default:
                return EscapeResult.Pending;
        }
    }

    [InlineArray(MaximumParameters)]
    private struct Parameters
    {
        private uint _first;
    }
}
