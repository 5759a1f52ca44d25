// Where calls of the heap go: the words of `heap_operations` in Assembly/HeapEntries.asm, whose entries read the first
// five.

using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Osmosis.Memory.Heap;
using Osmosis.Metal;

namespace Osmosis.Kernel.Memory;

/// <summary>The entries of the heap's one format. Until the heap is made, a call of any is a panic.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct HeapOperations
{
    // In the order of Assembly/HeapEntries.asm. The last argument is the caller's address.
    public delegate*<uint, uint, uint> Allocate;
    public delegate*<uint, uint, uint, uint> AllocateZeroed;
    public delegate*<uint, uint, uint, uint> AllocateAligned;
    public delegate*<uint, uint, uint, uint> Reallocate;
    public delegate*<uint, uint, uint> Free;

    public delegate*<uint, HeapError> EnsureCapacity;
    public delegate*<uint, void> GiveBack;
    public delegate*<HeapFault> Check;
    public delegate*<HeapBlock*, bool> TryNextBlock;
    public delegate*<HeapStatistics> Statistics;

    public static HeapOperations* Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (HeapOperations*)(delegate*<void>)&Place;
    }

    // Never called. Sound: its address is the symbol's, where Assembly/HeapEntries.asm has ten words of writable
    // memory.
    [RuntimeImport("*", "heap_operations")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Place();
}

/// <summary>The kernel's heap of a format.</summary>
internal interface IHeapInstance<TFormat>
    where TFormat : struct, IBlockFormat
{
    static abstract ref KernelHeap<ProcessorMemory, KernelMemory.HeapPages, TFormat> Instance { get; }
}
