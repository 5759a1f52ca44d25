// Compiled into the kernel, and into tools/Osmosis.Snapshot, which reads the kernel's records.

namespace Osmosis.Kernel.Snapshot;

/// <summary>The kind of an event. docs/SNAPSHOT.md explains each record's words.</summary>
public enum EventKind : uint
{
    Stage = 1,
    CommandStarted = 2,
    CommandEnded = 3,
    FramesAllocated = 4,
    FramesFreed = 5,
    Mapped = 6,
    Unmapped = 7,
    TableAdded = 8,
    TableFreed = 9,
    HeapPageMapped = 10,
    HeapPageUnmapped = 11,
    Allocated = 12,
    Freed = 13,
    Reallocated = 14,
    Damage = 15,
    Fault = 16,
    FaultAnswered = 17,
}
