// What an observer outside the kernel is told of, if it asks: the last 256 changes of frames, mappings and heap.

using System.Runtime.CompilerServices;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;

namespace Osmosis.Kernel.Snapshot;

/// <summary>One record of the ring. It is whole when both numbers are alike and not 0.</summary>
internal struct EventRecord
{
    public volatile uint Number;
    public EventKind Kind;
    public uint Address;
    public uint Size;
    public uint Other;
    public uint Caller;
    public uint Error;
    public volatile uint NumberAgain;
}

/// <summary>
/// The observer writes <see cref="KernelSnapshot.Watch"/>: 0 and nothing is recorded, 1 and it is, 2 and after each record the kernel waits until
/// <see cref="KernelSnapshot.Limit"/> has reached the record's number. Nothing else depends on the observer's words.
/// Recorded are the kernel's own entries to the core; the core knows nothing of it.
/// </summary>
internal static unsafe class EventRing
{
    private const uint Step = 2;

    /// <summary>An observer that is silent for this many ticks of the time-stamp counter is gone: over an hour on an emulated machine.</summary>
    private const ulong Patience = 1UL << 42;

    /// <summary>Whether <see cref="Record"/> is to be called.</summary>
    public static bool IsWatched
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => KernelSnapshot.Current->Watch != 0;
    }

    /// <summary>Adds a record, and waits if the observer wants that. Interrupts stay as they are.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Record(EventKind kind, uint address, uint size, uint other, uint caller, uint error)
    {
        KernelSnapshot* snapshot = KernelSnapshot.Current;
        uint number = ++snapshot->Events;

        // Sound: the ring has as many records, a power of two. The order of the stores to the two numbers is what an observer relies on that looks
        // while this runs: the record is never taken for whole while it is not.
        EventRecord* record = &snapshot->Ring[number & (snapshot->RingRecords - 1)];
        record->NumberAgain = 0;
        record->Kind = kind;
        record->Address = address;
        record->Size = size;
        record->Other = other;
        record->Caller = caller;
        record->Error = error;
        record->Number = number;
        record->NumberAgain = number;
        AwaitLimit(snapshot, number);
    }

    /// <summary>As <see cref="Record"/>, for a caller that is itself what is to be named: the function that called the calling one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RecordCall(EventKind kind, uint address, uint size, uint other, uint error)
    {
        // Sound: this method and its caller have frames, as all that call; each is its caller's frame and then the address it returns to.
        uint* frame = Processor.ReadFramePointer();
        Record(kind, address, size, other, ((uint*)*frame)[1], error);
    }

    /// <summary>
    /// A change of one page's mapping, and of its page table if that came or went with it: the first page below a directory entry brings
    /// the table, and the last one takes it away. Names the calling function's caller.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RecordMapping(EventKind kind, VirtualAddress page, MapError error)
    {
        // Sound: as in RecordCall.
        uint caller = ((uint*)*Processor.ReadFramePointer())[1];
        uint entries = error == MapError.None ? KernelMemory.TableCounts.EntriesOf(page.DirectoryIndex) : MemoryLayout.EntriesPerTable;
        uint span = page.Value & ~(MemoryLayout.TableSpan - 1);
        if (kind == EventKind.Mapped && entries == 1)
        {
            Record(EventKind.TableAdded, span, MemoryLayout.TableSpan, KernelMemory.Paging.ReadDirectoryEntry(page).Frame.Address.Value, caller, 0);
        }

        Record(kind, page.Value, MemoryLayout.PageSize, FrameOf(page), caller, (uint)error);
        if (kind == EventKind.Unmapped && entries == 0)
        {
            Record(EventKind.TableFreed, span, MemoryLayout.TableSpan, 0, caller, 0);
        }
    }

    /// <summary>A page of the heap, which the heap itself has mapped or unmapped: the core is busy.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RecordHeapPage(EventKind kind, VirtualAddress page, MapError error) =>
        Record(kind, page.Value, MemoryLayout.PageSize, FrameOf(page), 0, (uint)error);

    /// <summary>Where a page is mapped to; 0 when it isn't.</summary>
    private static uint FrameOf(VirtualAddress page)
    {
        KernelMemory.Paging.Resolve(page, out PhysicalAddress frame);
        return frame.Value;
    }

    private static void AwaitLimit(KernelSnapshot* snapshot, uint number)
    {
        ulong start = Processor.ReadTimeStamp();
        while (snapshot->Watch == Step && (int)(snapshot->Limit - number) < 0)
        {
            if (Processor.ReadTimeStamp() - start > Patience)
            {
                snapshot->Watch = 0;
            }

            Processor.Pause();
        }
    }
}
