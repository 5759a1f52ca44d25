// The kernel's heaps as workloads use them.

using System;
using Osmosis.Benchmarks;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;

namespace Osmosis.Kernel.Benchmarks;

/// <summary>Where the heap of a block format is.</summary>
internal interface IKernelHeap<TFormat>
    where TFormat : struct, IBlockFormat
{
    static abstract ref KernelHeap<ProcessorMemory, KernelHeapPages, TFormat> Heap { get; }
}

internal readonly struct PlainHeap : IKernelHeap<PlainBlocks>
{
    public static ref KernelHeap<ProcessorMemory, KernelHeapPages, PlainBlocks> Heap => ref Memory.Heap.Plain;
}

internal readonly struct CheckedHeap : IKernelHeap<CheckedBlocks>
{
    public static ref KernelHeap<ProcessorMemory, KernelHeapPages, CheckedBlocks> Heap => ref Memory.Heap.Checked;
}

/// <summary>One of the kernel's heaps, called without what the rest of the kernel puts in front of it.</summary>
internal readonly struct HeapSubject<THeap, TFormat> : IBlockSubject
    where THeap : struct, IKernelHeap<TFormat>
    where TFormat : struct, IBlockFormat
{
    public nuint Allocate(uint bytes, out uint cost, out bool hasGrown)
    {
        uint mapped = THeap.Heap.MappedBytes;
        ulong start = Processor.ReadTimeStamp();
        VirtualAddress block = THeap.Heap.Allocate(bytes);
        cost = Stopwatch.Since(start);
        hasGrown = THeap.Heap.MappedBytes != mapped;
        return block.Value;
    }

    public void Free(nuint block, out uint cost)
    {
        ulong start = Processor.ReadTimeStamp();
        HeapError error = THeap.Heap.Free(new VirtualAddress((uint)block));
        cost = Stopwatch.Since(start);
        if (error != HeapError.None)
        {
            Console.Panic.Stop($"the heap refuses a block of its own, {new VirtualAddress((uint)block)}: {error.Describe()}");
        }
    }

    // Sound: the heap handed these bytes out to the workload alone.
    public unsafe Span<byte> Bytes(nuint block, uint bytes) => new((void*)block, (int)bytes);
}
