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

namespace Osmosis.Kernel.Memory;

/// <summary>The kernel's one memory system: its frames and its address space; <see cref="Heap"/> is its heap. Built by <see cref="MemoryStartup"/>.</summary>
internal static class KernelMemory
{
    /// <summary>What the boot loader said, copied and cleaned.</summary>
    public static BootInformation Boot;

    /// <summary>What the boot loader calls itself.</summary>
    public static ReadOnlySpan<byte> LoaderName => Boot.LoaderName.Bytes.IsEmpty ? "not named"u8 : Boot.LoaderName.Bytes;

    /// <summary>All physical frames.</summary>
    public static FrameAllocator Frames;

    /// <summary>The address space, valid once paging is on. It is changed through the methods below only, which say that the core is busy.</summary>
    public static Paging<RecursiveTables<ProcessorMemory>, KernelFrames> Paging;

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

    /// <inheritdoc cref="FrameAllocator.AllocateRun"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static FrameError AllocateRun(uint frames, uint alignment, PhysicalAddress highest, out Frame first)
    {
        CoreUse use = CoreUse.Begin();
        FrameError error = Frames.AllocateRun(frames, alignment, highest, out first);
        use.Dispose();
        return Told(EventKind.FramesAllocated, first, frames, error);
    }

    /// <inheritdoc cref="FrameAllocator.FreeRun"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static FrameError FreeRun(Frame first, uint frames)
    {
        CoreUse use = CoreUse.Begin();
        FrameError error = Frames.FreeRun(first, frames);
        use.Dispose();
        return Told(EventKind.FramesFreed, first, frames, error);
    }

    /// <inheritdoc cref="Paging{TTables, TFrames}.Map"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static MapError Map(VirtualAddress page, PhysicalAddress frame, PageFlags flags)
    {
        MappingChange change = new(page);
        return change.End(EventKind.Mapped, Paging.Map(page, frame, flags));
    }

    /// <inheritdoc cref="Paging{TTables, TFrames}.MapNewFrame"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static MapError MapNewFrame(VirtualAddress page)
    {
        MappingChange change = new(page);
        return change.End(EventKind.Mapped, Paging.MapNewFrame(page));
    }

    /// <inheritdoc cref="Paging{TTables, TFrames}.Unmap"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static MapError Unmap(VirtualAddress page, out Frame frame)
    {
        MappingChange change = new(page);
        return change.End(EventKind.Unmapped, Paging.Unmap(page, out frame));
    }

    /// <inheritdoc cref="Paging{TTables, TFrames}.UnmapAndFreeFrame"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static MapError UnmapAndFreeFrame(VirtualAddress page)
    {
        MappingChange change = new(page);
        return change.End(EventKind.Unmapped, Paging.UnmapAndFreeFrame(page));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FrameError Told(EventKind kind, Frame first, uint frames, FrameError error)
    {
        if (EventRing.IsWatched)
        {
            EventRing.RecordCall(kind, first.Address.Value, frames << MemoryLayout.PageShift, 0, (uint)error);
        }

        return error;
    }
}

/// <summary>Page tables and heap pages take their frames from the kernel's allocator.</summary>
internal readonly struct KernelFrames : IFrameSource
{
    public FrameError AllocateFrame(out Frame frame) => KernelMemory.Frames.AllocateFrame(out frame);

    public void FreeFrame(Frame frame)
    {
        FrameError error = KernelMemory.Frames.FreeFrame(frame);
        if (error != FrameError.None)
        {
            Panic.Stop($"paging gave back {frame.Address}, which the frame allocator refuses: {error.Describe()}");
        }
    }
}

/// <summary>The heap's pages are ordinary mappings of frames of their own. The heap's entries say that the core is busy.</summary>
internal readonly struct KernelHeapPages : IHeapPages
{
    public bool TryMap(VirtualAddress page)
    {
        MapError error = KernelMemory.Paging.MapNewFrame(page);
        if (EventRing.IsWatched)
        {
            EventRing.RecordHeapPage(EventKind.HeapPageMapped, page, error);
        }

        return error == MapError.None;
    }

    public void Unmap(VirtualAddress page)
    {
        MapError error = KernelMemory.Paging.UnmapAndFreeFrame(page);
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
