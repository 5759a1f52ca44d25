using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Starting;

/// <summary>A program's arguments, then its environment: texts, each ended by a zero byte.</summary>
internal interface IStartTexts<T>
    where T : struct, IProgramMachine
{
    /// <summary>Counts the texts. E2BIG, EFAULT.</summary>
    Errno Measure(ref Personality<T> system, out TextSizes sizes);

    /// <summary>Bytes of a text, with its zero. Texts are asked for in their order.</summary>
    Errno LengthOf(ref Personality<T> system, uint index, out uint bytes);

    /// <summary>Copies a text's bytes to a place in a space. EFAULT, ENOMEM.</summary>
    Errno Copy(ref Personality<T> system, uint index, uint bytes, uint space, uint address);
}

/// <summary>How many texts there are.</summary>
internal struct TextSizes
{
    public uint Arguments;
    public uint Variables;

    /// <summary>Of all of them, with their zeros, in bytes.</summary>
    public uint Bytes;

    /// <summary>Of the first argument.</summary>
    public uint FirstBytes;
}
