namespace Osmosis.Lab.Heaps;

/// <summary>What the checker calls. In an answer they are static methods of 'static class Heap'.</summary>
public interface IHeap
{
    /// <summary>The address of so many bytes, a multiple of 8; 0 when they can't be had.</summary>
    uint Allocate(uint bytes);

    /// <summary>Takes a block back. False when the address is not that of a block that is handed out.</summary>
    bool Free(uint address);
}
