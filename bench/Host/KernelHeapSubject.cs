// The kernel's heap as a workload's allocator, on the host.
using System;

namespace Osmosis.HostBenchmarks;

internal unsafe struct KernelHeapSubject<TFormat> : ICheckableSubject
    where TFormat : struct, IBlockFormat
{
    private readonly HostMachine _machine;
    private KernelHeap<HostMachine, HostPages, TFormat> _heap;

    public KernelHeapSubject(HostMemory memory)
    {
        _machine = memory.Machine;
        _heap.Initialise(_machine, default, HostMemory.Start, 0x5EC2_E701);
    }

    public bool IsChecked { get; init; }

    public nuint Allocate(uint bytes, out uint cost, out bool hasGrown)
    {
        (cost, hasGrown) = (0, false);
        return _heap.Allocate(bytes).Value;
    }

    public void Free(nuint block, out uint cost)
    {
        cost = 0;
        HeapError error = _heap.Free(new VirtualAddress((uint)block));
        if (error != HeapError.None)
        {
            throw new InvalidOperationException($"the heap refuses a block of its own: {error}");
        }
    }

    public readonly Span<byte> Bytes(nuint block, uint bytes) =>
        IsChecked ? new(_machine.At((uint)block), (int)bytes) : default;
}
