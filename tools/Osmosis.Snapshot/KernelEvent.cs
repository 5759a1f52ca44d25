// An event recorded by the kernel for observers. docs/SNAPSHOT.md explains the words of each kind.
using Osmosis.Kernel.Snapshot;

namespace Osmosis.Snapshot;

public sealed record KernelEvent(uint Number, EventKind Kind, uint Address, uint Size, uint Other, uint Caller,
    uint Error)
{
    private const uint RecordBytes = 32;

    /// <summary>
    /// The complete events after number <paramref name="after"/> that are still in the ring, oldest first.
    /// </summary>
    /// <exception cref="SnapshotException">There is no ring where the structure says.</exception>
    public static IReadOnlyList<KernelEvent> ReadAll(KernelSnapshot snapshot, uint after = 0)
    {
        ulong ringBytes = (ulong)snapshot.RingRecords * snapshot.RecordBytes;
        if (snapshot.RecordBytes != RecordBytes || ringBytes == 0 || ringBytes > int.MaxValue)
        {
            throw new SnapshotException(
                $"the kernel's snapshot structure is damaged: a ring of {snapshot.RingRecords} events "
                    + $"of {snapshot.RecordBytes} bytes");
        }

        _ = snapshot.Memory.Bytes(snapshot.Ring, (int)ringBytes);
        uint oldest = snapshot.Events - Math.Min(snapshot.Events - after, snapshot.RingRecords) + 1;
        List<KernelEvent> events = [];
        for (uint number = oldest; number != snapshot.Events + 1; number++)
        {
            uint record = snapshot.Ring + number % snapshot.RingRecords * snapshot.RecordBytes;
            uint Word(uint offset) => snapshot.Memory.Word(record + offset);
            if (Word(0) == number && Word(28) == number)
            {
                events.Add(new KernelEvent(number, (EventKind)Word(4), Word(8), Word(12), Word(16), Word(20),
                    Word(24)));
            }
        }

        return events;
    }
}
