using System;

namespace Osmosis.Programs.Starting;

/// <summary>A program's arguments, then its environment: texts, each ended by a zero byte.</summary>
/// <param name="bytes">All of them, one behind the other.</param>
/// <param name="arguments">How many are arguments.</param>
/// <param name="variables">How many, behind those, are of the environment.</param>
public readonly ref struct StartTexts(ReadOnlySpan<byte> bytes, uint arguments, uint variables)
{
    public readonly ReadOnlySpan<byte> Bytes = bytes;
    public readonly uint Arguments = arguments;
    public readonly uint Variables = variables;

    /// <summary>Offset of the text behind the one that starts at an offset.</summary>
    public int After(int offset)
    {
        while (Bytes[offset] != 0)
        {
            offset++;
        }

        return offset + 1;
    }
}
