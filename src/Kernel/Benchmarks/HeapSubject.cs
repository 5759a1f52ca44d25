// The kernel's heap as workloads use it.

using System;
using Osmosis.Benchmarks;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Heap;
using Osmosis.Memory.Texts;

namespace Osmosis.Kernel.Benchmarks;

internal readonly struct HeapSubject : IBlockSubject
{
    private readonly uint _emptyAllocate;
    private readonly uint _emptyFree;

    private HeapSubject(uint emptyAllocate, uint emptyFree)
    {
        _emptyAllocate = emptyAllocate;
        _emptyFree = emptyFree;
    }

    /// <summary>Measures the cost of measuring first.</summary>
    public static HeapSubject Create() => new(
        HeapWindow<EmptyHeapCalls>.Allocate(64, out _),
        HeapWindow<EmptyHeapCalls>.Free(VirtualAddress.Null, out _));

    public nuint Allocate(uint bytes, out uint cost, out bool hasGrown)
    {
        uint mapped = Heap.MappedBytes;
        cost = Stopwatch.Cost(HeapWindow<HeapCalls>.Allocate(bytes, out VirtualAddress block), _emptyAllocate);
        hasGrown = Heap.MappedBytes != mapped;
        return block.Value;
    }

    public void Free(nuint block, out uint cost)
    {
        cost = Stopwatch.Cost(HeapWindow<HeapCalls>.Free(new VirtualAddress((uint)block), out HeapError error),
            _emptyFree);
        if (error != HeapError.None)
        {
            Panic.Stop($"the heap refuses a block of its own, {new VirtualAddress((uint)block)}: {error.Describe()}");
        }
    }

    // Sound: the heap handed these bytes out to the workload alone.
    public unsafe Span<byte> Bytes(nuint block, uint bytes) => new((void*)block, (int)bytes);
}
