using Osmosis.Kernel.Console;
using Osmosis.Memory;

namespace Osmosis.Kernel.Memory;

/// <summary>The kernel's one memory system: its frames and its address space; <see cref="Heap"/> is its heap. Built by <see cref="MemoryStartup"/>.</summary>
internal static class KernelMemory
{
    /// <summary>What the boot loader said, copied and cleaned.</summary>
    public static BootInformation Boot;

    /// <summary>All physical frames.</summary>
    public static FrameAllocator Frames;

    /// <summary>The address space, valid once paging is on.</summary>
    public static Paging<RecursiveTables<ProcessorMemory>, KernelFrames> Paging;
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
    public bool TryMap(VirtualAddress page) => KernelMemory.Paging.MapNewFrame(page) == MapError.None;

    public void Unmap(VirtualAddress page)
    {
        MapError error = KernelMemory.Paging.UnmapAndFreeFrame(page);
        if (error != MapError.None)
        {
            Panic.Stop($"the heap gave back page {page}, which paging refuses: {error.Describe()}");
        }
    }
}
