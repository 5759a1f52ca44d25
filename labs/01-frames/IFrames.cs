namespace Osmosis.Lab.Frames;

/// <summary>What the checker calls of an answer to lab 1.</summary>
public interface IFrames
{
    /// <summary>Reads the memory map. It is the first call, and comes once.</summary>
    void Initialize();

    /// <summary>Hands out a usable frame that nobody has. False, and 0, when there is none.</summary>
    bool TryAllocate(out uint frame);

    /// <summary>Takes a frame back. False when it is not taken: nothing has changed.</summary>
    bool Free(uint frame);
}
