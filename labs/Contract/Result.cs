namespace Osmosis.Labs;

/// <summary>What an operation answers.</summary>
public enum Result
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>Refused: something is mapped there.</summary>
    AlreadyMapped,

    /// <summary>Refused: nothing is mapped there.</summary>
    NotMapped,

    /// <summary>Refused: it needs a frame, and none can be had.</summary>
    OutOfFrames,
}
