using Osmosis.Programs.Records;

namespace Osmosis.Programs.Starting;

/// <summary>A program in a space of its own, ready to be started.</summary>
internal struct MadeProgram
{
    public uint Space;

    /// <summary>Where it starts, and its stack pointer then.</summary>
    public uint Entry;
    public uint Stack;

    /// <summary>Its arguments' texts: the first byte, and the one behind the last.</summary>
    public uint ArgumentsStart;
    public uint ArgumentsEnd;

    /// <summary>The file that is run: a script's interpreter.</summary>
    public Handle Executable;
}
