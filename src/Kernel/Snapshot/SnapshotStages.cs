// Fills in the snapshot structure, at each stage of boot the words that are valid from then on.

using System.Runtime.CompilerServices;
using Osmosis.Boot;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;
using Osmosis.Memory.Frames;
using Osmosis.Metal;

namespace Osmosis.Kernel.Snapshot;

// Sound: every address belongs to a static variable, which never moves, or to the structure itself.
internal static unsafe class SnapshotStages
{
    /// <summary>Kernel C# runs.</summary>
    public static void Enter()
    {
        KernelSnapshot* snapshot = KernelSnapshot.Current;
        snapshot->BusyAt = CoreUse.Address;
        snapshot->StackBottom = MemoryLayout.StackBottom;
        snapshot->StackTop = MemoryLayout.StackTop;
        Reach(BootStage.Entry);
    }

    public static void FramesAreReady()
    {
        KernelSnapshot* snapshot = KernelSnapshot.Current;
        ref BootInformation boot = ref KernelMemory.Boot;
        snapshot->RegionsAt = AddressOf(in boot.Map[0]);
        snapshot->RegionCount = (uint)boot.Map.Count;
        snapshot->ReservedAt = AddressOf(in boot.Reserved[0]);
        snapshot->ReservedCount = (uint)boot.Reserved.Count;

        FrameWords frames = KernelMemory.FrameWords;
        snapshot->FreeFrameBitsAt = AddressOf(in frames.Free);
        snapshot->ManagedFrameBitsAt = AddressOf(in frames.Managed);
        snapshot->FreeFramesAt = AddressOf(in frames.FreeCount);
        snapshot->ManagedFramesAt = AddressOf(in frames.ManagedCount);
        snapshot->TotalFramesAt = AddressOf(in frames.Total);
        snapshot->RefusedFrameFreesAt = AddressOf(in frames.RefusedFrees);
        Reach(BootStage.Frames);
    }

    public static void PagingIsOn()
    {
        KernelSnapshot* snapshot = KernelSnapshot.Current;
        snapshot->IdentityEnd = KernelMemory.Paging.IdentityEnd;
        snapshot->TableEntriesAt = AddressOf(in KernelMemory.TableCounts.EntriesOf(0));
        snapshot->PageTablesAt = AddressOf(in KernelMemory.TableCounts.Tables);
        snapshot->LoadedSpaceAt = AddressOf(in KernelSpaces.Core.Loaded);
        Reach(BootStage.Paging);
    }

    public static void HeapIsReady()
    {
        KernelSnapshot* snapshot = KernelSnapshot.Current;
        snapshot->IsHeapChecked = Heap.IsChecked ? 1u : 0;
        snapshot->HeapWindowBytes = MemoryLayout.HeapMaxSize;
        snapshot->HeapTopAt = AddressOf(in Heap.Bounds.Top);
        snapshot->HeapEndAt = AddressOf(in Heap.Bounds.End);
        snapshot->HeapSaltAt = AddressOf(in Heap.Bounds.Salt);
        snapshot->HeapAllocationsAt = AddressOf(in Heap.Counters.Allocations);
        snapshot->HeapFreesAt = AddressOf(in Heap.Counters.Frees);
        snapshot->HeapLostAt = AddressOf(in Heap.Counters.Lost);
        snapshot->HeapQuarantinedAt = AddressOf(in Heap.Counters.Quarantined);
        snapshot->HeapFailuresAt = AddressOf(in Heap.Counters.Failures);
        snapshot->HeapRefusedFreesAt = AddressOf(in Heap.Counters.RefusedFrees);
        Reach(BootStage.Heap);
    }

    /// <summary>Each frame has a record, because somebody uses address spaces.</summary>
    public static void FramesHaveRecords() => KernelSnapshot.Current->FrameRecords = RecordMap.Frames;

    public static void Reach(BootStage stage)
    {
        KernelSnapshot.Current->Stage = stage;
        if (EventRing.IsWatched)
        {
            EventRing.Record(EventKind.Stage, 0, 0, (uint)stage, 0, 0);
        }
    }

    /// <summary>Records the raw data of a fault before it is examined.</summary>
    public static void NoteFault(in InterruptFrame frame)
    {
        KernelSnapshot* snapshot = KernelSnapshot.Current;
        uint address = Processor.ReadCr2();
        snapshot->FaultVector = frame.Vector;
        snapshot->FaultCode = frame.ErrorCode;
        snapshot->FaultAddress = address;
        snapshot->FaultEip = frame.Eip;
        snapshot->FaultEsp = frame.Esp;
        snapshot->Faults++;
        if (EventRing.IsWatched)
        {
            EventRing.Record(EventKind.Fault, address, 0, frame.Vector, frame.Eip, frame.ErrorCode);
        }
    }

    public static void NotePanic() => KernelSnapshot.Current->Panicked = 1;

    private static uint AddressOf<T>(ref readonly T variable) => (uint)Unsafe.AsPointer(ref Unsafe.AsRef(in variable));
}
