using Osmosis.Memory.Addresses;

namespace Osmosis.Memory.Frames;

/// <summary>
/// Where paging and the heap get frames from: the frame allocator, or a test's stand-in that fails when told to.
/// </summary>
public interface IFrameSource
{
    /// <summary>As <see cref="FrameAllocator.AllocateFrame"/>.</summary>
    FrameError AllocateFrame(out Frame frame);

    /// <summary>
    /// As <see cref="FrameAllocator.FreeFrame(Frame)"/>. The frame must be one that <see cref="AllocateFrame"/>
    /// returned.
    /// </summary>
    void FreeFrame(Frame frame);

    /// <summary>As <see cref="FrameAllocator.IsAllocated"/>, for checks.</summary>
    bool IsAllocated(Frame frame);
}
