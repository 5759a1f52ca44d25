// The structure for observers outside the kernel: the words of `osmosis_snapshot` in Assembly/Snapshot.asm.
// docs/SNAPSHOT.md draws them.

using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Osmosis.Kernel.Snapshot;

/// <summary>
/// It points to the kernel's own variables, so it costs nothing while nobody looks. A <c>…At</c> is the address of a
/// word that changes. It is written once, and 0 before its stage.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct KernelSnapshot
{
    public readonly uint Magic0;
    public readonly uint Magic1;
    public readonly uint Version;
    public readonly uint Bytes;
    public BootStage Stage;

    /// <summary>Written from outside, like <see cref="Limit"/>: see <see cref="EventRing"/>.</summary>
    public volatile uint Watch;
    public volatile uint Limit;
    public volatile uint Events;
    public readonly EventRecord* Ring;
    public readonly uint RingRecords;
    public readonly uint RecordBytes;
    public uint BusyAt;

    /// <summary>As in <c>Osmosis.Kernel.Boot.ImageLayout</c>.</summary>
    private readonly ImageWords _image;

    public uint StackBottom;
    public uint StackTop;

    public uint RegionsAt;
    public uint RegionCount;
    public uint ReservedAt;
    public uint ReservedCount;

    public uint FreeFrameBitsAt;
    public uint ManagedFrameBitsAt;
    public uint FreeFramesAt;
    public uint ManagedFramesAt;
    public uint TotalFramesAt;
    public uint RefusedFrameFreesAt;

    public uint IdentityEnd;
    public uint TableEntriesAt;
    public uint PageTablesAt;

    public uint IsHeapChecked;
    public uint HeapWindowBytes;
    public uint HeapTopAt;
    public uint HeapEndAt;
    public uint HeapSaltAt;
    public uint HeapAllocationsAt;
    public uint HeapFreesAt;
    public uint HeapLostAt;
    public uint HeapQuarantinedAt;
    public uint HeapFailuresAt;
    public uint HeapRefusedFreesAt;

    /// <summary>Faults since boot; the following words describe the last one.</summary>
    public uint Faults;
    public uint FaultVector;
    public uint FaultCode;
    public uint FaultAddress;
    public uint FaultEip;
    public uint FaultEsp;

    /// <summary>1 from a panic on.</summary>
    public uint Panicked;

    public uint LoadedSpaceAt;

    /// <summary>Where the first frame's record lies; 0 until the first address space is made.</summary>
    public uint FrameRecords;

    /// <summary>The running kernel's own.</summary>
    public static KernelSnapshot* Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (KernelSnapshot*)(delegate*<void>)&Place;
    }

    // Never called. Sound: its address is the symbol's, where Assembly/Snapshot.asm lays out this structure in writable
    // memory.
    [RuntimeImport("*", "osmosis_snapshot")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Place();

    [InlineArray(13)]
    private struct ImageWords
    {
        private uint _word;
    }
}
