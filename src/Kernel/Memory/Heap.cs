// The kernel's heap, as the rest of the kernel calls it: plain or checked, as the boot command line asked.

using System.Runtime;
using System.Runtime.CompilerServices;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Cpu;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Heap;
using Osmosis.Metal;

namespace Osmosis.Kernel.Memory;

/// <summary>
/// Which format it is, is asked once: when the heap is made. From then on every call goes through
/// <see cref="HeapOperations"/> to the <see cref="HeapEntries{THeap, TFormat}"/> of that format. Every call notes who
/// made it, and prints the damage that it found.
/// </summary>
internal static unsafe class Heap
{
    private static KernelHeap<ProcessorMemory, KernelMemory.HeapPages, PlainBlocks> s_plain;
    private static KernelHeap<ProcessorMemory, KernelMemory.HeapPages, CheckedBlocks> s_checked;

    /// <summary>
    /// Whether blocks are sealed, guarded and poisoned (H5). The boot option <c>heap=plain</c> turns it off, before the
    /// heap is made.
    /// </summary>
    public static bool IsChecked { get; set; } = true;

    /// <summary>
    /// Where the heap in use lies, and what it counts: for an observer of memory from outside (docs/SNAPSHOT.md).
    /// </summary>
    public static ref readonly HeapBounds Bounds => ref IsChecked ? ref s_checked.Bounds : ref s_plain.Bounds;

    /// <inheritdoc cref="Bounds"/>
    public static ref readonly HeapCounters Counters => ref IsChecked ? ref s_checked.Counters : ref s_plain.Counters;

    public static HeapStatistics Statistics => HeapOperations.Current->Statistics();

    /// <summary>Why the last allocation that returned null did.</summary>
    public static HeapError LastFailure => Counters.LastFailure;

    /// <summary>Bytes of the window that are mapped.</summary>
    public static uint MappedBytes => Bounds.MappedBytes;

    /// <summary>The mark that allocations carry from now on.</summary>
    public static uint Mark => s_checked.Counters.Mark;

    /// <summary>Whether an address lies in the heap's window, mapped or not.</summary>
    public static bool Contains(VirtualAddress address) =>
        address.Value - KernelMemory.Paging.IdentityEnd < MemoryLayout.HeapMaxSize;

    /// <summary>Makes the heap, empty, in the window that starts here (L4).</summary>
    public static void Initialise(VirtualAddress start)
    {
        uint salt = RandomNumber.Draw();
        s_plain.Initialise(default, default, start, salt);
        s_checked.Initialise(default, default, start, salt);
        *HeapOperations.Current = IsChecked
            ? HeapEntries<CheckedHeap, CheckedBlocks>.Operations
            : HeapEntries<PlainHeap, PlainBlocks>.Operations;
    }

    // The assembly entries (Assembly/HeapEntries.asm) add the caller's address, and go on where HeapOperations says.

    /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.Allocate"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VirtualAddress Allocate(uint bytes) => new(EntryAllocate(bytes));

    /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.AllocateZeroed"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VirtualAddress AllocateZeroed(uint count, uint elementBytes) =>
        new(EntryAllocateZeroed(count, elementBytes));

    /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.AllocateAligned"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VirtualAddress AllocateAligned(uint bytes, uint alignment) =>
        new(EntryAllocateAligned(bytes, alignment));

    /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.Reallocate"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VirtualAddress Reallocate(VirtualAddress pointer, uint bytes) =>
        new(EntryReallocate(pointer.Value, bytes));

    /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.Free"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HeapError Free(VirtualAddress pointer) => (HeapError)EntryFree(pointer.Value);

    /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.EnsureCapacity"/>
    [RuntimeExport("ensure_capacity")]
    public static HeapError EnsureCapacity(uint bytes) => HeapOperations.Current->EnsureCapacity(bytes);

    /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.GiveBack"/>
    public static void GiveBack(uint bytes) => HeapOperations.Current->GiveBack(bytes);

    /// <summary>
    /// Checks the whole heap, prints every fault and quarantines what is damaged; returns the first fault, or None
    /// (H8). A plain heap is checked up to its first fault and left as it is.
    /// </summary>
    public static HeapFault Check() => HeapOperations.Current->Check();

    /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.TryNextBlock"/>
    public static bool TryNextBlock(ref HeapBlock block)
    {
        // Sound: whatever the block lies in stays where it is, as nothing moves in this kernel.
        fixed (HeapBlock* place = &block)
        {
            return HeapOperations.Current->TryNextBlock(place);
        }
    }

    /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.SetMark"/>
    public static uint SetMark() => s_checked.SetMark();

    [RuntimeExport("heap_missing")]
    private static void StopAsMissing() => Panic.Stop($"the heap was called before it was made");

    [RuntimeImport("*", "kmalloc")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern uint EntryAllocate(uint bytes);

    [RuntimeImport("*", "kcalloc")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern uint EntryAllocateZeroed(uint count, uint elementBytes);

    [RuntimeImport("*", "kmalloc_aligned")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern uint EntryAllocateAligned(uint bytes, uint alignment);

    [RuntimeImport("*", "krealloc")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern uint EntryReallocate(uint pointer, uint bytes);

    [RuntimeImport("*", "kfree")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern uint EntryFree(uint pointer);

    private readonly struct PlainHeap : IHeapInstance<PlainBlocks>
    {
        public static ref KernelHeap<ProcessorMemory, KernelMemory.HeapPages, PlainBlocks> Instance => ref s_plain;
    }

    private readonly struct CheckedHeap : IHeapInstance<CheckedBlocks>
    {
        public static ref KernelHeap<ProcessorMemory, KernelMemory.HeapPages, CheckedBlocks> Instance => ref s_checked;
    }
}
