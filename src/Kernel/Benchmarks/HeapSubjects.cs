// The kernel's two heaps as workloads use them.

using System;
using Osmosis.Benchmarks;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;

namespace Osmosis.Kernel.Benchmarks;

internal readonly struct PlainHeapSubject : IBlockSubject
{
    public nuint Allocate(uint bytes, out uint cost, out bool hasGrown)
    {
        ref KernelHeap<ProcessorMemory, KernelHeapPages, PlainBlocks> heap = ref Heap.Plain;
        uint mapped = heap.MappedBytes;
        ulong start = Processor.ReadTimeStamp();
        VirtualAddress block = heap.Allocate(bytes);
        cost = Stopwatch.Since(start);
        hasGrown = heap.MappedBytes != mapped;
        return block.Value;
    }

    public void Free(nuint block, out uint cost)
    {
        ref KernelHeap<ProcessorMemory, KernelHeapPages, PlainBlocks> heap = ref Heap.Plain;
        ulong start = Processor.ReadTimeStamp();
        heap.Free(new VirtualAddress((uint)block));
        cost = Stopwatch.Since(start);
    }

    // Sound: the heap handed these bytes out to the workload alone.
    public unsafe Span<byte> Bytes(nuint block, uint bytes) => new((void*)block, (int)bytes);
}

internal readonly struct CheckedHeapSubject : IBlockSubject
{
    public nuint Allocate(uint bytes, out uint cost, out bool hasGrown)
    {
        ref KernelHeap<ProcessorMemory, KernelHeapPages, CheckedBlocks> heap = ref Heap.Checked;
        uint mapped = heap.MappedBytes;
        ulong start = Processor.ReadTimeStamp();
        VirtualAddress block = heap.Allocate(bytes);
        cost = Stopwatch.Since(start);
        hasGrown = heap.MappedBytes != mapped;
        return block.Value;
    }

    public void Free(nuint block, out uint cost)
    {
        ref KernelHeap<ProcessorMemory, KernelHeapPages, CheckedBlocks> heap = ref Heap.Checked;
        ulong start = Processor.ReadTimeStamp();
        heap.Free(new VirtualAddress((uint)block));
        cost = Stopwatch.Since(start);
    }

    // Sound: the heap handed these bytes out to the workload alone.
    public unsafe Span<byte> Bytes(nuint block, uint bytes) => new((void*)block, (int)bytes);
}
