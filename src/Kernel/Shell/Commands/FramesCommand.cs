using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>Prints the frame allocator's state as runs of frames that are alike (D5).</summary>
internal readonly struct FramesCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "frames"u8;

    public static ReadOnlySpan<byte> Usage => "frames"u8;

    public static ReadOnlySpan<byte> Summary => "runs of free, allocated and reserved frames"u8;

    private enum FrameState
    {
        Withheld,
        Free,
        Allocated,
    }

    public static void Run(ref Arguments arguments)
    {
        uint end = EndOfMemory();
        uint start = 0;
        FrameState state = StateOf(0);
        for (uint frame = 1; frame <= end; frame++)
        {
            FrameState next = frame == end ? state : StateOf(frame);
            if (frame == end || next != state)
            {
                Terminal.WriteLine($"frames {start} to {frame - 1}: {Describe(state)}, {frame - start}");
                start = frame;
                state = next;
            }
        }
    }

    /// <summary>One past the last frame of memory.</summary>
    private static uint EndOfMemory()
    {
        uint end = 0;
        ref MemoryMap map = ref KernelMemory.Boot.Map;
        for (int i = 0; i < map.Count; i++)
        {
            if (map[i].TryGetUsableFrames(out _, out uint last))
            {
                end = last + 1;
            }
        }

        return end;
    }

    private static FrameState StateOf(uint number)
    {
        Frame frame = Frame.FromNumber(number);
        return KernelMemory.Frames.IsFree(frame) ? FrameState.Free
            : KernelMemory.Frames.IsAllocated(frame) ? FrameState.Allocated
            : FrameState.Withheld;
    }

    private static ReadOnlySpan<byte> Describe(FrameState state) => state switch
    {
        FrameState.Free => "free"u8,
        FrameState.Allocated => "allocated"u8,
        _ => "withheld (reserved, or no memory)"u8,
    };
}
