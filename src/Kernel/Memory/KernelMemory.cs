using System;
using System.Runtime.CompilerServices;
using Osmosis.Boot;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Snapshot;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;
using Osmosis.Memory.Heap;
using Osmosis.Memory.Paging;
using Osmosis.Memory.Texts;
using Osmosis.Metal;

namespace Osmosis.Kernel.Memory;

/// <summary>
/// The kernel's one memory system: its frames and its address space; <see cref="Heap"/> is its heap. Built by
/// <see cref="MemoryStartup"/>.
/// </summary>
internal static class KernelMemory
{
    // The small one first: from 64 KiB on an address in a structure costs a check for null.
    private static Paging<RecursiveTables<ProcessorMemory>, FrameSource> s_paging;
    private static FrameAllocator s_frames;

    /// <summary>What the boot loader said, copied and cleaned.</summary>
    public static BootInformation Boot;

    /// <summary>What the boot loader calls itself.</summary>
    public static ReadOnlySpan<byte> LoaderName =>
        Boot.LoaderName.Bytes.IsEmpty ? "not named"u8 : Boot.LoaderName.Bytes;

    /// <summary>
    /// All physical frames. They change hands through the methods below, which say that the core is busy.
    /// </summary>
    public static ref readonly FrameAllocator Frames => ref s_frames;

    /// <summary>
    /// The address space, valid once paging is on. It is changed through the methods below, which say that the core is
    /// busy.
    /// </summary>
    public static ref readonly Paging<RecursiveTables<ProcessorMemory>, FrameSource> Paging => ref s_paging;

    /// <summary>
    /// Where frames and paging keep their words, for an observer of memory from outside (docs/SNAPSHOT.md).
    /// </summary>
    public static FrameWords FrameWords => s_frames.Words;

    /// <inheritdoc cref="FrameWords"/>
    public static ref TableCounts TableCounts => ref s_paging.Counts;

    /// <summary>The directory of the kernel's own address space.</summary>
    public static Frame Directory { get; private set; }

    /// <summary>One past the last frame of memory.</summary>
    public static uint EndOfMemory
    {
        get
        {
            uint end = 0;
            for (int i = 0; i < Boot.Map.Count; i++)
            {
                if (Boot.Map[i].TryGetUsableFrames(out _, out uint last))
                {
                    end = last + 1;
                }
            }

            return end;
        }
    }

    /// <summary>Whether the invariants of frames hold.</summary>
    public static bool AreFramesWhole => s_frames.IsWhole();

    /// <summary>Whether the invariants of paging hold.</summary>
    public static bool IsPagingWhole => s_paging.IsWhole(default(FrameSource));

    /// <summary>Every usable frame that nothing is reserved in becomes free (F1, F2).</summary>
    public static void StartFrames() => s_frames.Initialise(in Boot.Map, in Boot.Reserved);

    /// <summary>
    /// Paging is on: the address space is the one that was built, with the identity window up to
    /// <paramref name="identityEnd"/>.
    /// </summary>
    public static void StartPaging(uint identityEnd, Frame directory, ref readonly TableCounts counts)
    {
        Directory = directory;
        s_paging.Initialise(default, default, identityEnd, in counts);
    }

    /// <inheritdoc cref="FrameAllocator.AllocateRun"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static FrameError AllocateRun(uint frames, uint alignment, PhysicalAddress highest, out Frame first)
    {
        CoreUse.Begin();
        FrameError error = s_frames.AllocateRun(frames, alignment, highest, out first);
        CoreUse.End();
        return Recorded(EventKind.FramesAllocated, first, frames, error);
    }

    /// <inheritdoc cref="FrameAllocator.FreeRun"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static FrameError FreeRun(Frame first, uint frames)
    {
        CoreUse.Begin();
        FrameError error = s_frames.FreeRun(first, frames);
        CoreUse.End();
        return Recorded(EventKind.FramesFreed, first, frames, error);
    }

    /// <inheritdoc cref="Paging{TTables, TFrames}.Map"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static MapError Map(VirtualAddress page, PhysicalAddress frame, PageFlags flags)
    {
        CoreUse.Begin();
        MapError error = s_paging.Map(page, frame, flags);
        CoreUse.End();
        return Recorded(EventKind.Mapped, page, error);
    }

    /// <inheritdoc cref="Paging{TTables, TFrames}.MapRange"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static MapError MapRange(VirtualAddress page, PhysicalAddress frame, uint pages, PageFlags flags)
    {
        CoreUse.Begin();
        MapError error = s_paging.MapRange(page, frame, pages, flags);
        CoreUse.End();
        return error;
    }

    /// <inheritdoc cref="Paging{TTables, TFrames}.MapNewFrame"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static MapError MapNewFrame(VirtualAddress page)
    {
        CoreUse.Begin();
        MapError error = s_paging.MapNewFrame(page);
        CoreUse.End();
        return Recorded(EventKind.Mapped, page, error);
    }

    /// <inheritdoc cref="Paging{TTables, TFrames}.Unmap"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static MapError Unmap(VirtualAddress page, out Frame frame)
    {
        CoreUse.Begin();
        MapError error = s_paging.Unmap(page, out frame);
        CoreUse.End();
        return Recorded(EventKind.Unmapped, page, error);
    }

    /// <inheritdoc cref="Paging{TTables, TFrames}.UnmapAndFreeFrame"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static MapError UnmapAndFreeFrame(VirtualAddress page)
    {
        CoreUse.Begin();
        MapError error = s_paging.UnmapAndFreeFrame(page);
        CoreUse.End();
        return Recorded(EventKind.Unmapped, page, error);
    }

    // Inlined, as the records name who called the entry.

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FrameError Recorded(EventKind kind, Frame first, uint frames, FrameError error)
    {
        if (EventRing.IsWatched)
        {
            EventRing.RecordCall(kind, first.Address.Value, frames << MemoryLayout.PageShift, 0, (uint)error);
        }

        return error;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static MapError Recorded(EventKind kind, VirtualAddress page, MapError error)
    {
        if (EventRing.IsWatched)
        {
            EventRing.RecordMapping(kind, page, error);
        }

        return error;
    }

    /// <summary>Page tables and heap pages take their frames from the kernel's allocator.</summary>
    internal readonly struct FrameSource : IFrameSource
    {
        public FrameError AllocateFrame(out Frame frame) => s_frames.AllocateFrame(out frame);

        public bool IsAllocated(Frame frame) => s_frames.IsAllocated(frame);

        /// <inheritdoc cref="FrameAllocator.FreeFrame(Frame)"/>
        public FrameError TryFree(Frame frame) => s_frames.FreeFrame(frame);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void FreeFrame(Frame frame)
        {
            FrameError error = TryFree(frame);
            if (error != FrameError.None)
            {
                StopAtRefusedFrame(frame, error);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void StopAtRefusedFrame(Frame frame, FrameError error) =>
            Panic.Stop($"paging gave back {frame.Address}, which the frame allocator refuses: {error.Describe()}");
    }

    /// <summary>
    /// The heap's pages are ordinary mappings of frames of their own. The heap's entries say that the core is busy.
    /// </summary>
    internal readonly struct HeapPages : IHeapPages
    {
        public bool TryMap(VirtualAddress page)
        {
            MapError error = s_paging.MapNewFrame(page);
            if (EventRing.IsWatched)
            {
                EventRing.RecordHeapPage(EventKind.HeapPageMapped, page, error);
            }

            return error == MapError.None;
        }

        public void Unmap(VirtualAddress page)
        {
            MapError error = s_paging.UnmapAndFreeFrame(page);
            if (error != MapError.None)
            {
                Panic.Stop($"the heap gave back page {page}, which paging refuses: {error.Describe()}");
            }

            if (EventRing.IsWatched)
            {
                EventRing.RecordHeapPage(EventKind.HeapPageUnmapped, page, error);
            }
        }
    }
}
