namespace Osmosis.Memory.Frames;

/// <summary>Why the frame allocator refused. Nothing was changed, except the count of refusals.</summary>
public enum FrameError : byte
{
    /// <summary>It was done.</summary>
    None,

    /// <summary>No frame is free, or fewer than the run has (F4).</summary>
    OutOfFrames,

    /// <summary>The frame is free already: a double free (F3).</summary>
    AlreadyFree,

    /// <summary>The frame was never handed out: reserved, or no memory at all (F3).</summary>
    NotAllocated,

    /// <summary>The address is not the first byte of a frame (F3).</summary>
    Unaligned,

    /// <summary>A run of no frames (F5).</summary>
    EmptyRun,

    /// <summary>The alignment is not a power of two (F5).</summary>
    BadAlignment,

    /// <summary>As many frames are free, but not as neighbours, or not where they are asked for (F5).</summary>
    NoRun,
}
