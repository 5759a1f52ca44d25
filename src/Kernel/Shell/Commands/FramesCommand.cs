using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>
/// Prints the frame allocator's state as runs of frames in the same state (D5). Also allocates a run for experiments,
/// like a device's buffer (F5), and frees it. There is one run at a time, so that nothing else can be freed by mistake.
/// </summary>
internal readonly struct FramesCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "frames"u8;

    public static ReadOnlySpan<byte> Usage => "frames [run <count> [alignment] | free]"u8;

    public static ReadOnlySpan<byte> Summary => "runs of free, allocated and reserved frames; allocate a run, free it"u8;

    private static Frame s_run;
    private static uint s_runFrames;

    private enum FrameState
    {
        Withheld,
        Free,
        Allocated,
    }

    public static void Run(ref Arguments arguments)
    {
        int count = arguments.Count;
        uint alignment = 1;
        arguments.TryNext(out ReadOnlySpan<byte> word);
        if (count == 0)
        {
            List();
        }
        else if (count == 1 && word.SequenceEqual("free"u8))
        {
            FreeRun();
        }
        else if (count is 2 or 3 && word.SequenceEqual("run"u8) && arguments.TryNextUInt32(out uint frames)
            && (count == 2 || arguments.TryNextUInt32(out alignment)))
        {
            AllocateRun(frames, alignment);
        }
        else
        {
            arguments.ReportUsage();
        }
    }

    private static void AllocateRun(uint frames, uint alignment)
    {
        if (s_runFrames != 0)
        {
            Terminal.Row("run"u8, $"one is allocated already: free it first");
            return;
        }

        FrameError error = KernelMemory.AllocateRun(frames, alignment, new PhysicalAddress(uint.MaxValue), out s_run);
        Terminal.Row("run"u8, $"{error.Describe()}");
        if (error == FrameError.None)
        {
            s_runFrames = frames;
            Terminal.Row("first frame"u8, $"{s_run.Address}");
        }
    }

    private static void FreeRun()
    {
        Terminal.Row("free"u8, $"{KernelMemory.FreeRun(s_run, s_runFrames).Describe()}");
        s_runFrames = 0;
    }

    private static void List()
    {
        uint end = KernelMemory.EndOfMemory;
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
