namespace Osmosis.Userland;

/// <summary>How a process ended.</summary>
/// <param name="word">The word that wait4 leaves.</param>
public readonly struct ProcessEnd(uint word)
{
    /// <summary>The signal that ended it; 0 when it ended by itself.</summary>
    public uint Signal => word & 0x7F;

    /// <summary>The status that it ended with, if no signal did it.</summary>
    public uint Status => (word >> 8) & 0xFF;

    /// <summary>Whether it ended by itself, with status 0.</summary>
    public bool IsSuccess => word == 0;
}
