// Verdict: fit at line 16; 0 points
// Lab 8: a heap. What you have to remember lies in the heap itself, between the blocks, and in your notes.
using static Osmosis.Labs.Machine;
using Osmosis.Labs;

static class Heap
{
    /// The heap never gets larger.
    const uint MostBytes = 3 * 4096;

    /// The address of so many bytes, a multiple of 8. 0: they can't be had, and nothing has changed.
    public static uint Allocate(uint bytes)
    {
        // HeapStart is the heap's first address. It has no bytes at first; TryGrowHeap() adds 4096 at its end.
        // Notes is the address of 4096 bytes of your own, zero at first: how large is the heap now?
        return 0;
    }

    /// Takes a block back. False: the address is not that of a block that is handed out, and nothing has changed.
    public static bool Free(uint address)
    {
        return false;
    }
}
