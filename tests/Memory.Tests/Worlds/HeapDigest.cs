// What of a heap's own variables its future depends on.
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Osmosis.Memory.Tests.Worlds;

/// <summary>
/// Reduces a heap to 128 bits. Left out is what it only keeps to tell people: how often it did what, and who freed which block. Two things
/// depend on those: how the refusal of a second free is named, and whether the heap's own check still compares allocations with frees once
/// damage was reported; a user who counts for himself misses neither. A variable that is added to the heap is part of the digest by itself.
/// </summary>
internal static class HeapDigest<TFormat>
    where TFormat : struct, IBlockFormat
{
    public static UInt128 Of(KernelHeap<SimulatedMachine, HeapPages, TFormat> heap)
    {
        HeapFields<SimulatedMachine, HeapPages, TFormat>.Machine(ref heap) = default;
        HeapFields<SimulatedMachine, HeapPages, TFormat>.Pages(ref heap) = default;
        HeapFields<SimulatedMachine, HeapPages, TFormat>.Allocations(ref heap) = 0;
        HeapFields<SimulatedMachine, HeapPages, TFormat>.Frees(ref heap) = 0;
        HeapFields<SimulatedMachine, HeapPages, TFormat>.Failures(ref heap) = 0;
        HeapFields<SimulatedMachine, HeapPages, TFormat>.RefusedFrees(ref heap) = 0;
        HeapFields<SimulatedMachine, HeapPages, TFormat>.LastFailure(ref heap) = default;
        HeapFields<SimulatedMachine, HeapPages, TFormat>.History(ref heap) = default;
        HeapFields<SimulatedMachine, HeapPages, TFormat>.Damage(ref heap) = default;

        // The two references are null now: what is left are plain bytes.
        ref byte start = ref Unsafe.As<KernelHeap<SimulatedMachine, HeapPages, TFormat>, byte>(ref heap);
        int bytes = Unsafe.SizeOf<KernelHeap<SimulatedMachine, HeapPages, TFormat>>();
        return XxHash128.HashToUInt128(MemoryMarshal.CreateReadOnlySpan(ref start, bytes), seed: 3);
    }
}

/// <summary>The heap's private variables. One that is renamed stops the tests here. (Not nested: the accessor's type parameters must be the heap's.)</summary>
internal static class HeapFields<TMachine, TPages, TBlocks>
    where TMachine : struct, IMachine
    where TPages : struct, IHeapPages
    where TBlocks : struct, IBlockFormat
{
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_machine")]
    public static extern ref TMachine Machine(ref KernelHeap<TMachine, TPages, TBlocks> heap);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_pages")]
    public static extern ref TPages Pages(ref KernelHeap<TMachine, TPages, TBlocks> heap);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_allocations")]
    public static extern ref uint Allocations(ref KernelHeap<TMachine, TPages, TBlocks> heap);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_frees")]
    public static extern ref uint Frees(ref KernelHeap<TMachine, TPages, TBlocks> heap);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_failures")]
    public static extern ref uint Failures(ref KernelHeap<TMachine, TPages, TBlocks> heap);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_refusedFrees")]
    public static extern ref uint RefusedFrees(ref KernelHeap<TMachine, TPages, TBlocks> heap);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_lastFailure")]
    public static extern ref HeapError LastFailure(ref KernelHeap<TMachine, TPages, TBlocks> heap);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_history")]
    public static extern ref FreeHistory History(ref KernelHeap<TMachine, TPages, TBlocks> heap);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_damage")]
    public static extern ref DamageLog Damage(ref KernelHeap<TMachine, TPages, TBlocks> heap);
}
