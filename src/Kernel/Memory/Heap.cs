// The kernel's heap, as the rest of the kernel calls it: plain or checked, as the boot command line asked. Every call notes who made it,
// and prints the damage that it found, so that none is silent.

using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Snapshot;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Heap;

namespace Osmosis.Kernel.Memory;

internal static class Heap
{
    private static KernelHeap<ProcessorMemory, KernelMemory.HeapPages, PlainBlocks> s_plain;
    private static KernelHeap<ProcessorMemory, KernelMemory.HeapPages, CheckedBlocks> s_checked;

    /// <summary>Whether blocks are sealed, guarded and poisoned (H5). The boot option <c>heap=plain</c> turns it off, before the heap is made.</summary>
    public static bool IsChecked { get; set; } = true;

    /// <summary>Where the heap in use lies, and what it counts: for an observer of memory from outside (docs/SNAPSHOT.md).</summary>
    public static ref readonly HeapBounds Bounds => ref IsChecked ? ref s_checked.Bounds : ref s_plain.Bounds;

    /// <inheritdoc cref="Bounds"/>
    public static ref readonly HeapCounters Counters => ref IsChecked ? ref s_checked.Counters : ref s_plain.Counters;

    public static HeapStatistics Statistics => IsChecked ? s_checked.Statistics : s_plain.Statistics;

    /// <summary>Why the last allocation that returned null did.</summary>
    public static HeapError LastFailure => IsChecked ? s_checked.LastFailure : s_plain.LastFailure;

    /// <summary>Bytes of the window that are mapped.</summary>
    public static uint MappedBytes => IsChecked ? s_checked.MappedBytes : s_plain.MappedBytes;

    /// <summary>The mark that allocations carry from now on.</summary>
    public static uint Mark => s_checked.Mark;

    /// <summary>Whether an address lies in the heap's window, mapped or not.</summary>
    public static bool Contains(VirtualAddress address) =>
        address.Value - KernelMemory.Paging.IdentityEnd < MemoryLayout.HeapMaxSize;

    /// <summary>Makes the heap, empty, in the window that starts here (L4).</summary>
    public static void Initialise(VirtualAddress start)
    {
        uint salt = RandomNumber.Draw();
        s_plain.Initialise(default, default, start, salt);
        s_checked.Initialise(default, default, start, salt);
    }

    /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.Allocate"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VirtualAddress Allocate(uint bytes) => new(EntryAllocate(bytes));

    /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.AllocateZeroed"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VirtualAddress AllocateZeroed(uint count, uint elementBytes) => new(EntryAllocateZeroed(count, elementBytes));

    /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.AllocateAligned"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VirtualAddress AllocateAligned(uint bytes, uint alignment) => new(EntryAllocateAligned(bytes, alignment));

    /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.Reallocate"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VirtualAddress Reallocate(VirtualAddress pointer, uint bytes) => new(EntryReallocate(pointer.Value, bytes));

    /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.Free"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HeapError Free(VirtualAddress pointer) => (HeapError)EntryFree(pointer.Value);

    /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.EnsureCapacity"/>
    [RuntimeExport("ensure_capacity")]
    public static HeapError EnsureCapacity(uint bytes)
    {
        CoreUse.Begin();
        HeapError error = IsChecked ? s_checked.EnsureCapacity(bytes) : s_plain.EnsureCapacity(bytes);
        CoreUse.End();
        ReportDamage();
        return error;
    }

    /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.GiveBack"/>
    public static void GiveBack(uint bytes)
    {
        CoreUse.Begin();
        if (IsChecked)
        {
            s_checked.GiveBack(bytes);
        }
        else
        {
            s_plain.GiveBack(bytes);
        }

        CoreUse.End();
        ReportDamage();
    }

    /// <summary>
    /// Checks the whole heap, prints every fault and quarantines what is damaged; returns the first fault, or None (H8). A plain heap is
    /// checked up to its first fault and left as it is.
    /// </summary>
    public static HeapFault Check()
    {
        HeapFault first = HeapFault.None;
        HeapDamage damage;
        do
        {
            CoreUse.Begin();
            damage = IsChecked ? s_checked.CheckAndRepair() : s_plain.Check();
            CoreUse.End();

            if (first == HeapFault.None)
            {
                first = damage.Fault;
            }

            ReportDamage();
        }
        while (IsChecked && damage.Fault is not (HeapFault.None or HeapFault.BoundsWrong));

        if (!IsChecked && first != HeapFault.None)
        {
            DamageReport.Print(ref damage);
        }

        return first;
    }

    /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.TryNextBlock"/>
    public static bool TryNextBlock(ref HeapBlock block) => IsChecked ? s_checked.TryNextBlock(ref block) : s_plain.TryNextBlock(ref block);

    /// <inheritdoc cref="KernelHeap{TMachine, TPages, TFormat}.SetMark"/>
    public static uint SetMark() => s_checked.SetMark();

    /// <summary>After every call: damage that it found is never silent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReportDamage()
    {
        if (s_checked.HasDamage)
        {
            ReportAll();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReportAll()
    {
        while (s_checked.TryTakeDamage(out HeapDamage damage))
        {
            if (EventRing.IsWatched)
            {
                EventRing.Record(EventKind.Damage, damage.Block.Payload.Value, damage.Block.Size, damage.DamagedAt.Value, damage.FoundBy, (uint)damage.Fault);
            }

            DamageReport.Print(ref damage);
        }
    }

    // The assembly entries (Assembly/HeapEntries.asm) add the caller's address and come back below. Damage is reported when the heap is
    // at rest again.

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

    [RuntimeExport("heap_allocate")]
    private static uint AllocateFor(uint bytes, uint caller)
    {
        CoreUse.Begin();
        VirtualAddress pointer = IsChecked ? s_checked.Allocate(bytes, caller) : s_plain.Allocate(bytes, caller);
        CoreUse.End();
        ReportDamage();
        return Recorded(pointer, bytes, caller);
    }

    [RuntimeExport("heap_allocate_zeroed")]
    private static uint AllocateZeroedFor(uint count, uint elementBytes, uint caller)
    {
        CoreUse.Begin();
        VirtualAddress pointer = IsChecked ? s_checked.AllocateZeroed(count, elementBytes, caller) : s_plain.AllocateZeroed(count, elementBytes, caller);
        CoreUse.End();
        ReportDamage();
        return Recorded(pointer, (uint)Math.Min((ulong)count * elementBytes, uint.MaxValue), caller);
    }

    [RuntimeExport("heap_allocate_aligned")]
    private static uint AllocateAlignedFor(uint bytes, uint alignment, uint caller)
    {
        CoreUse.Begin();
        VirtualAddress pointer = IsChecked ? s_checked.AllocateAligned(bytes, alignment, caller) : s_plain.AllocateAligned(bytes, alignment, caller);
        CoreUse.End();
        ReportDamage();
        return Recorded(pointer, bytes, caller);
    }

    [RuntimeExport("heap_reallocate")]
    private static uint ReallocateFor(uint pointer, uint bytes, uint caller)
    {
        VirtualAddress block = new(pointer);
        CoreUse.Begin();
        VirtualAddress moved = IsChecked ? s_checked.Reallocate(block, bytes, caller) : s_plain.Reallocate(block, bytes, caller);
        CoreUse.End();
        ReportDamage();
        if (EventRing.IsWatched)
        {
            EventRing.Record(EventKind.Reallocated, moved.Value, bytes, pointer, caller, ErrorOf(moved, bytes));
        }

        return moved.Value;
    }

    [RuntimeExport("heap_free")]
    private static uint FreeFor(uint pointer, uint caller)
    {
        VirtualAddress block = new(pointer);
        CoreUse.Begin();
        HeapError error = IsChecked ? s_checked.Free(block, caller) : s_plain.Free(block, caller);
        CoreUse.End();
        ReportDamage();
        if (EventRing.IsWatched)
        {
            EventRing.Record(EventKind.Freed, pointer, 0, 0, caller, (uint)error);
        }

        return (uint)error;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Recorded(VirtualAddress pointer, uint bytes, uint caller)
    {
        if (EventRing.IsWatched)
        {
            EventRing.Record(EventKind.Allocated, pointer.Value, bytes, 0, caller, ErrorOf(pointer, bytes));
        }

        return pointer.Value;
    }

    // Nothing was refused to whoever asked for nothing.
    private static uint ErrorOf(VirtualAddress pointer, uint bytes) => pointer == VirtualAddress.Null && bytes != 0 ? (uint)LastFailure : 0;
}
