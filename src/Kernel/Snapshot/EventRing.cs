// The last 256 changes of frames, mappings and heap, recorded when an observer outside the kernel asks.

using System.Runtime.CompilerServices;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;
using Osmosis.Metal;

namespace Osmosis.Kernel.Snapshot;

/// <summary>One record of the ring. It is complete when both numbers are equal and not 0.</summary>
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
/// The observer writes <see cref="KernelSnapshot.Watch"/>. 0 records nothing, 1 records, 2 also makes the kernel wait
/// after each record until <see cref="KernelSnapshot.Limit"/> has reached the record's number. Nothing else depends on
/// the observer's words. The kernel's entries to the core make the records; the core knows nothing of them.
/// </summary>
internal static unsafe class EventRing
{
    private const uint Step = 2;

    /// <summary>
    /// An observer that is silent for this many ticks of the time-stamp counter counts as gone: over an hour on an
    /// emulated machine.
    /// </summary>
    private const ulong Patience = 1UL << 42;

    /// <summary>Whether to call <see cref="Record"/>.</summary>
    public static bool IsWatched
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => KernelSnapshot.Current->Watch != 0;
    }

    /// <summary>Adds a record, and waits if the observer asks for it. Interrupts stay as they are.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Record(EventKind kind, uint address, uint size, uint other, uint caller, uint error)
    {
        KernelSnapshot* snapshot = KernelSnapshot.Current;
        uint number = ++snapshot->Events;

        // Sound: the ring has that many records, a power of two. An observer that reads while this runs relies on the
        // order of the stores to the two numbers: an incomplete record never looks complete.
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

    /// <summary>As <see cref="Record"/>, but names the caller of the calling function.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RecordCall(EventKind kind, uint address, uint size, uint other, uint error)
    {
        StackWalk walk = StackWalk.FromHere();
        Record(kind, address, size, other, CallerOfCaller(ref walk), error);
    }

    /// <summary>
    /// Records a change of one page's mapping, and of its page table if that was added or freed: the first page below a
    /// directory entry adds the table, and the last one frees it. Names the calling function's caller.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RecordMapping(EventKind kind, VirtualAddress page, MapError error)
    {
        StackWalk walk = StackWalk.FromHere();
        uint caller = CallerOfCaller(ref walk);
        uint entries = error == MapError.None
            ? KernelMemory.TableCounts.EntriesOf(page.DirectoryIndex) : MemoryLayout.EntriesPerTable;
        uint span = page.Value & ~(MemoryLayout.TableSpan - 1);
        if (kind == EventKind.Mapped && entries == 1)
        {
            Record(EventKind.TableAdded, span, MemoryLayout.TableSpan,
                KernelMemory.Paging.ReadDirectoryEntry(page).Frame.Address.Value, caller, 0);
        }

        Record(kind, page.Value, MemoryLayout.PageSize, FrameOf(page), caller, (uint)error);
        if (kind == EventKind.Unmapped && entries == 0)
        {
            Record(EventKind.TableFreed, span, MemoryLayout.TableSpan, 0, caller, 0);
        }
    }

    /// <summary>Records a page that the heap itself has mapped or unmapped, while the core is busy.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RecordHeapPage(EventKind kind, VirtualAddress page, MapError error) =>
        Record(kind, page.Value, MemoryLayout.PageSize, FrameOf(page), 0, (uint)error);

    /// <summary>The frame that a page is mapped to; 0 when it isn't mapped.</summary>
    private static uint FrameOf(VirtualAddress page)
    {
        KernelMemory.Paging.Resolve(page, out PhysicalAddress frame);
        return frame.Value;
    }

    /// <summary>The return address into the calling method's caller; 0 when the stack can't be followed.</summary>
    private static uint CallerOfCaller(ref StackWalk walk) =>
        walk.Step(isFirst: false) == WalkResult.Caller && walk.Step(isFirst: false) == WalkResult.Caller ? walk.Eip : 0;

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
