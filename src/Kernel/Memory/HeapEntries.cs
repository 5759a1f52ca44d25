// What stands around every call of the core's heap: the core is marked as busy, damage is printed, an observer gets his
// events.

using System;
using System.Runtime.CompilerServices;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Snapshot;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Heap;

namespace Osmosis.Kernel.Memory;

/// <summary>
/// The heap of one format, as <see cref="HeapOperations"/> calls it. The short ways of allocating and freeing are
/// inlined here.
/// </summary>
internal static unsafe class HeapEntries<THeap, TFormat>
    where THeap : struct, IHeapInstance<TFormat>
    where TFormat : struct, IBlockFormat
{
    public static HeapOperations Operations => new()
    {
        Allocate = &Allocate,
        AllocateZeroed = &AllocateZeroed,
        AllocateAligned = &AllocateAligned,
        Reallocate = &Reallocate,
        Free = &Free,
        EnsureCapacity = &EnsureCapacity,
        GiveBack = &GiveBack,
        Check = &Check,
        TryNextBlock = &TryNextBlock,
        Statistics = &GetStatistics,
    };

    // An observer gets his events from methods of their own, so that the short way keeps nothing for them.

    private static uint Allocate(uint bytes, uint caller)
    {
        if (EventRing.IsWatched)
        {
            return AllocateWatched(bytes, caller);
        }

        CoreUse.Begin();
        VirtualAddress pointer = THeap.Instance.TryAllocate(bytes, caller);
        pointer = pointer != VirtualAddress.Null ? pointer : THeap.Instance.Allocate(bytes, caller);
        CoreUse.End();
        ReportDamage();
        return pointer.Value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint AllocateWatched(uint bytes, uint caller)
    {
        CoreUse.Begin();
        VirtualAddress pointer = THeap.Instance.Allocate(bytes, caller);
        CoreUse.End();
        return Recorded(EventKind.Allocated, pointer, bytes, 0, caller);
    }

    private static uint AllocateZeroed(uint count, uint elementBytes, uint caller)
    {
        CoreUse.Begin();
        VirtualAddress pointer = THeap.Instance.AllocateZeroed(count, elementBytes, caller);
        CoreUse.End();
        return Recorded(EventKind.Allocated, pointer, (uint)Math.Min((ulong)count * elementBytes, uint.MaxValue), 0,
            caller);
    }

    private static uint AllocateAligned(uint bytes, uint alignment, uint caller)
    {
        CoreUse.Begin();
        VirtualAddress pointer = THeap.Instance.AllocateAligned(bytes, alignment, caller);
        CoreUse.End();
        return Recorded(EventKind.Allocated, pointer, bytes, 0, caller);
    }

    private static uint Reallocate(uint pointer, uint bytes, uint caller)
    {
        CoreUse.Begin();
        VirtualAddress moved = THeap.Instance.Reallocate(new VirtualAddress(pointer), bytes, caller);
        CoreUse.End();
        return Recorded(EventKind.Reallocated, moved, bytes, pointer, caller);
    }

    private static uint Free(uint pointer, uint caller)
    {
        if (EventRing.IsWatched)
        {
            return FreeWatched(pointer, caller);
        }

        CoreUse.Begin();
        bool isFreed = THeap.Instance.TryFree(new VirtualAddress(pointer), caller);
        HeapError error = isFreed ? HeapError.None : THeap.Instance.Free(new VirtualAddress(pointer), caller);
        CoreUse.End();
        ReportDamage();
        return (uint)error;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint FreeWatched(uint pointer, uint caller)
    {
        CoreUse.Begin();
        HeapError error = THeap.Instance.Free(new VirtualAddress(pointer), caller);
        CoreUse.End();
        ReportDamage();
        EventRing.Record(EventKind.Freed, pointer, 0, 0, caller, (uint)error);
        return (uint)error;
    }

    private static HeapError EnsureCapacity(uint bytes)
    {
        CoreUse.Begin();
        HeapError error = THeap.Instance.EnsureCapacity(bytes);
        CoreUse.End();
        ReportDamage();
        return error;
    }

    private static void GiveBack(uint bytes)
    {
        CoreUse.Begin();
        THeap.Instance.GiveBack(bytes);
        CoreUse.End();
        ReportDamage();
    }

    private static HeapFault Check()
    {
        HeapFault first = HeapFault.None;
        HeapDamage damage;
        do
        {
            CoreUse.Begin();
            damage = THeap.Instance.CheckAndRepair();
            CoreUse.End();
            first = first == HeapFault.None ? damage.Fault : first;
            ReportDamage();
        }
        while (TFormat.IsChecked && damage.Fault is not (HeapFault.None or HeapFault.BoundsWrong));

        // A plain heap reports nothing by itself.
        if (!TFormat.IsChecked && first != HeapFault.None)
        {
            DamageReport.Print(ref damage);
        }

        return first;
    }

    private static bool TryNextBlock(HeapBlock* block) => THeap.Instance.TryNextBlock(ref *block);

    private static HeapStatistics GetStatistics() => THeap.Instance.Statistics;

    /// <summary>An allocation has ended: the heap is at rest again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Recorded(EventKind kind, VirtualAddress pointer, uint bytes, uint other, uint caller)
    {
        ReportDamage();
        if (EventRing.IsWatched)
        {
            // Nothing was refused to whoever asked for nothing.
            bool isRefused = pointer == VirtualAddress.Null && bytes != 0;
            EventRing.Record(kind, pointer.Value, bytes, other, caller,
                isRefused ? (uint)THeap.Instance.Counters.LastFailure : 0);
        }

        return pointer.Value;
    }

    /// <summary>After every call: damage that it found is never silent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReportDamage()
    {
        if (TFormat.IsChecked && THeap.Instance.HasDamage)
        {
            ReportAll();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReportAll()
    {
        while (THeap.Instance.TryTakeDamage(out HeapDamage damage))
        {
            if (EventRing.IsWatched)
            {
                EventRing.Record(EventKind.Damage, damage.Block.Payload.Value, damage.Block.Size,
                    damage.DamagedAt.Value, damage.FoundBy, (uint)damage.Fault);
            }

            DamageReport.Print(ref damage);
        }
    }
}
