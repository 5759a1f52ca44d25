using System;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Starting;

/// <summary>
/// Texts that lie one behind the other, each ended by a zero: those that the monitor gives a program.
/// </summary>
/// <param name="bytes">All of them.</param>
/// <param name="arguments">How many are arguments.</param>
/// <param name="variables">How many, behind those, are of the environment.</param>
public ref struct GivenTexts(ReadOnlySpan<byte> bytes, uint arguments, uint variables)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _next;
    private uint _nextIndex;

    internal readonly uint Arguments => arguments;

    internal readonly uint Variables => variables;

    internal readonly uint Bytes => (uint)_bytes.Length;

    /// <summary>
    /// A text with its zero. Texts are asked for in their order, the present one as often as need be.
    /// </summary>
    internal ReadOnlySpan<byte> TextOf(uint index)
    {
        if (index < _nextIndex)
        {
            _next = 0;
            _nextIndex = 0;
        }

        ReadOnlySpan<byte> text = At(_next);
        for (; _nextIndex < index; _nextIndex++)
        {
            _next += text.Length;
            text = At(_next);
        }

        return text;
    }

    private readonly ReadOnlySpan<byte> At(int start)
    {
        ReadOnlySpan<byte> rest = _bytes.Slice(start);
        return rest.Slice(0, rest.IndexOf((byte)0) + 1);
    }
}

/// <summary>The monitor's texts as a start takes them.</summary>
internal ref struct GivenStartTexts<T>(GivenTexts texts) : IStartTexts<T>
    where T : struct, IProgramMachine
{
    private GivenTexts _texts = texts;

    public Errno Count(ref Personality<T> system, ref StartProgress progress)
    {
        progress.Stage = StartStage.Make;
        progress.Sizes = new TextSizes
        {
            Arguments = _texts.Arguments,
            Variables = _texts.Variables,
            Bytes = _texts.Bytes,
            FirstBytes = _texts.Arguments == 0 ? 0 : (uint)_texts.TextOf(0).Length,
        };
        return Errno.None;
    }

    public Errno Read(scoped ref Personality<T> system, scoped in TextSizes sizes, uint index, uint from,
        out ReadOnlySpan<byte> piece)
    {
        ReadOnlySpan<byte> rest = _texts.TextOf(index).Slice((int)from);
        piece = rest.Slice(0, Math.Min(rest.Length, PageBuffer.Size));
        return Errno.None;
    }
}
