// What the kernel recorded for whoever watches. docs/SNAPSHOT.md says what the words mean for each kind.
namespace Osmosis.Snapshot;

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
}

public sealed record KernelEvent(uint Number, EventKind Kind, uint Address, uint Size, uint Other, uint Caller, uint Error)
{
    /// <summary>The events after number <paramref name="after"/> that the ring still holds whole, oldest first.</summary>
    public static IReadOnlyList<KernelEvent> ReadAll(KernelSnapshot snapshot, uint after = 0)
    {
        uint oldest = snapshot.Events - Math.Min(snapshot.Events - after, snapshot.RingRecords) + 1;
        List<KernelEvent> events = [];
        for (uint number = oldest; number != snapshot.Events + 1; number++)
        {
            uint record = snapshot.Ring + number % snapshot.RingRecords * snapshot.RecordBytes;
            uint Word(uint offset) => snapshot.Memory.Word(record + offset);
            if (Word(0) == number && Word(28) == number)
            {
                events.Add(new KernelEvent(number, (EventKind)Word(4), Word(8), Word(12), Word(16), Word(20), Word(24)));
            }
        }

        return events;
    }
}
