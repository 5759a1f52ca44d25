using System;
using Osmosis.Kernel.Console;
using Osmosis.Memory;

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

    /// <inheritdoc cref="FrameAllocator.AllocateRun"/>
    public static FrameError AllocateRun(uint frames, uint alignment, PhysicalAddress highest, out Frame first)
    {
        using CoreUse use = CoreUse.Begin();
        return Frames.AllocateRun(frames, alignment, highest, out first);
    }

    /// <inheritdoc cref="FrameAllocator.FreeRun"/>
    public static FrameError FreeRun(Frame first, uint frames)
    {
        using CoreUse use = CoreUse.Begin();
        return Frames.FreeRun(first, frames);
    }

    /// <inheritdoc cref="Paging{TTables, TFrames}.Map"/>
    public static MapError Map(VirtualAddress page, PhysicalAddress frame, PageFlags flags)
    {
        using CoreUse use = CoreUse.Begin();
        return Paging.Map(page, frame, flags);
    }

    /// <inheritdoc cref="Paging{TTables, TFrames}.MapNewFrame"/>
    public static MapError MapNewFrame(VirtualAddress page)
    {
        using CoreUse use = CoreUse.Begin();
        return Paging.MapNewFrame(page);
    }

    /// <inheritdoc cref="Paging{TTables, TFrames}.Unmap"/>
    public static MapError Unmap(VirtualAddress page, out Frame frame)
    {
        using CoreUse use = CoreUse.Begin();
        return Paging.Unmap(page, out frame);
    }

    /// <inheritdoc cref="Paging{TTables, TFrames}.UnmapAndFreeFrame"/>
    public static MapError UnmapAndFreeFrame(VirtualAddress page)
    {
        using CoreUse use = CoreUse.Begin();
        return Paging.UnmapAndFreeFrame(page);
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

/// <summary>The heap's pages are ordinary mappings of frames of their own.</summary>
internal readonly struct KernelHeapPages : IHeapPages
{
    public bool TryMap(VirtualAddress page) => KernelMemory.MapNewFrame(page) == MapError.None;

    public void Unmap(VirtualAddress page)
    {
        MapError error = KernelMemory.UnmapAndFreeFrame(page);
        if (error != MapError.None)
        {
            Panic.Stop($"the heap gave back page {page}, which paging refuses: {error.Describe()}");
        }
    }
}
