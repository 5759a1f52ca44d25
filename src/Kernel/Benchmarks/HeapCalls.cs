// The heap's entries as every caller uses them (kmalloc, kfree), and their empty twins.

using System.Runtime;
using System.Runtime.CompilerServices;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Heap;
using Osmosis.Metal;

namespace Osmosis.Kernel.Benchmarks;

internal interface IHeapCalls
{
    static abstract VirtualAddress Allocate(uint bytes);

    static abstract HeapError Free(VirtualAddress block);
}

internal readonly struct HeapCalls : IHeapCalls
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VirtualAddress Allocate(uint bytes) => Heap.Allocate(bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HeapError Free(VirtualAddress block) => Heap.Free(block);
}

internal readonly struct EmptyHeapCalls : IHeapCalls
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VirtualAddress Allocate(uint bytes) => new(AllocateNothing(bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HeapError Free(VirtualAddress block) => (HeapError)FreeNothing(block.Value);

    [RuntimeImport("*", "empty_function")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern uint AllocateNothing(uint bytes);

    [RuntimeImport("*", "empty_function")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern uint FreeNothing(uint block);
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
