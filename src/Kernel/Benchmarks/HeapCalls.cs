// The operations of the kernel's two heaps, called directly and not through the kernel's entries, and their empty
// twins.

using System.Runtime;
using System.Runtime.CompilerServices;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Heap;

namespace Osmosis.Kernel.Benchmarks;

/// <summary>Gives the heap of a block format.</summary>
internal interface IKernelHeap<TFormat>
    where TFormat : struct, IBlockFormat
{
    static abstract ref KernelHeap<ProcessorMemory, KernelMemory.HeapPages, TFormat> Heap { get; }
}

internal readonly struct PlainHeap : IKernelHeap<PlainBlocks>
{
    public static ref KernelHeap<ProcessorMemory, KernelMemory.HeapPages, PlainBlocks> Heap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Memory.Heap.Plain;
    }
}

internal readonly struct CheckedHeap : IKernelHeap<CheckedBlocks>
{
    public static ref KernelHeap<ProcessorMemory, KernelMemory.HeapPages, CheckedBlocks> Heap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Memory.Heap.Checked;
    }
}

internal interface IHeapCalls
{
    static abstract VirtualAddress Allocate(uint bytes);

    static abstract HeapError Free(VirtualAddress block);
}

internal readonly struct HeapCalls<THeap, TFormat> : IHeapCalls
    where THeap : struct, IKernelHeap<TFormat>
    where TFormat : struct, IBlockFormat
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VirtualAddress Allocate(uint bytes) => THeap.Heap.Allocate(bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HeapError Free(VirtualAddress block) => THeap.Heap.Free(block);
}

internal readonly struct EmptyHeapCalls<THeap, TFormat> : IHeapCalls
    where THeap : struct, IKernelHeap<TFormat>
    where TFormat : struct, IBlockFormat
{
    private static ref byte Heap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.As<KernelHeap<ProcessorMemory, KernelMemory.HeapPages, TFormat>, byte>(ref THeap.Heap);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VirtualAddress Allocate(uint bytes) => EmptyHeapFunctions.Allocate(ref Heap, bytes, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HeapError Free(VirtualAddress block) => EmptyHeapFunctions.Free(ref Heap, block, 0);
}

internal static class EmptyHeapFunctions
{
    [RuntimeImport("*", "empty_function_1")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern VirtualAddress Allocate(ref byte heap, uint bytes, uint caller);

    [RuntimeImport("*", "empty_function_1")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern HeapError Free(ref byte heap, VirtualAddress block, uint caller);
}

internal static class HeapWindow<TCalls>
    where TCalls : struct, IHeapCalls
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Allocate(uint bytes, out VirtualAddress block)
    {
        ulong start = Processor.ReadTimeStamp();
        block = TCalls.Allocate(bytes);
        return (uint)(Processor.ReadTimeStamp() - start);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Free(VirtualAddress block, out HeapError error)
    {
        ulong start = Processor.ReadTimeStamp();
        error = TCalls.Free(block);
        return (uint)(Processor.ReadTimeStamp() - start);
    }
}
