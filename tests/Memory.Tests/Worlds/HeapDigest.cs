// What of a heap's own variables its future depends on.
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Osmosis.Memory.Tests.Worlds;

/// <summary>
/// Reduces a heap to 128 bits. Left out is what it only keeps to tell people: how often it did what, and who freed
/// which block. How the refusal of a second free is named depends on those; a user who counts for himself misses
/// nothing. A variable that is added to the heap is part of the digest by itself.
/// </summary>
internal static class HeapDigest<TFormat>
    where TFormat : struct, IBlockFormat
{
    public static UInt128 Of(KernelHeap<SimulatedMachine, HeapPages, TFormat> heap)
    {
        heap.Blocks.Memory.Machine = default;
        heap.Growth.Pages = default;
        heap.Journal.Counts = new HeapCounters
        {
            Mark = heap.Journal.Counts.Mark,
            Lost = heap.Journal.Counts.Lost,
            Quarantined = heap.Journal.Counts.Quarantined
        };
        heap.Journal.History = default;
        heap.Journal.Damage = default;

        // The two references are null now: what is left are plain bytes.
        ref byte start = ref Unsafe.As<KernelHeap<SimulatedMachine, HeapPages, TFormat>, byte>(ref heap);
        int bytes = Unsafe.SizeOf<KernelHeap<SimulatedMachine, HeapPages, TFormat>>();
        return XxHash128.HashToUInt128(MemoryMarshal.CreateReadOnlySpan(ref start, bytes), seed: 3);
    }
}
