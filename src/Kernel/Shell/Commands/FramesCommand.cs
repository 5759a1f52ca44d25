using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;
using Osmosis.Memory.Texts;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>
/// Prints the frame allocator's state as runs of frames in the same state (D5). Also allocates a run for experiments,
/// like a device's buffer (F5), and frees it. There is one run at a time, so that nothing else can be freed by mistake.
/// </summary>
internal readonly struct FramesCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "frames"u8;

    public static CommandGroup Group => CommandGroup.Look;

    public static ReadOnlySpan<byte> Usage => "frames [run <count> [alignment] | free]"u8;

    public static ReadOnlySpan<byte> Summary => "runs of frames by state"u8;

    public static ReadOnlySpan<byte> Details => """
        run: allocates frames that adjoin, one run at a time; free: frees the run.
        count: 1 or more frames. alignment: in frames, a power of two; without it 1.
        example: frames run 16 16

        """u8;

    public static ReadOnlySpan<byte> Words => "free run "u8;

    private static Frame s_run;
    private static uint s_runFrames;

    public static bool Run(ref Arguments arguments)
    {
        if (arguments.IsEmpty)
        {
            List();
            return true;
        }

        if (arguments.TryNext("free"u8))
        {
            return arguments.TryEnd() ? FreeRun() : arguments.Refuse();
        }

        uint alignment = 1;
        return arguments.TryNext("run"u8) && arguments.TryNextUInt32(out uint frames)
            && (arguments.IsEmpty || arguments.TryNextUInt32(out alignment)) && arguments.TryEnd()
                ? AllocateRun(frames, alignment)
                : arguments.Refuse();
    }

    private static bool AllocateRun(uint frames, uint alignment)
    {
        if (s_runFrames != 0)
        {
            Terminal.Row("run"u8, $"one is allocated already: free it first");
            return false;
        }

        FrameError error = KernelMemory.AllocateRun(frames, alignment, new PhysicalAddress(uint.MaxValue), out s_run);
        if (error != FrameError.None)
        {
            Terminal.Row("run"u8, $"{error.Describe()}");
            return false;
        }

        s_runFrames = frames;
        Terminal.Row("run"u8, $"{new Quantity(frames, "frame"u8)} from {s_run.Address}");
        return true;
    }

    private static bool FreeRun()
    {
        FrameError error = KernelMemory.FreeRun(s_run, s_runFrames);
        Terminal.Row("free"u8, $"{error.Describe()}");
        s_runFrames = 0;
        return error == FrameError.None;
    }

    private static void List()
    {
        Span<uint> counts = stackalloc uint[(int)FrameUse.Allocated + 1];
        counts.Clear();
        uint end = KernelMemory.EndOfMemory;
        uint start = 0;
        FrameUse state = FrameUses.StateOf(Frame.FromNumber(0));
        for (uint frame = 1; frame <= end; frame++)
        {
            FrameUse next = frame == end ? state : FrameUses.StateOf(Frame.FromNumber(frame));
            if (frame == end || next != state)
            {
                Terminal.WriteLine($"frames {start} to {frame - 1}: {Describe(state)}, {frame - start}");
                counts[(int)state] += frame - start;
                start = frame;
                state = next;
            }
        }

        Terminal.Row("free frames"u8, $"{counts[(int)FrameUse.Free]}");
        Terminal.Row("reserved frames"u8, $"{counts[(int)FrameUse.Reserved]}");
        Terminal.Row("allocated frames"u8, $"{counts[(int)FrameUse.Allocated]}");
        Terminal.Row("without memory"u8, $"{counts[(int)FrameUse.NoMemory]}");
    }

    private static ReadOnlySpan<byte> Describe(FrameUse state) => state switch
    {
        FrameUse.Free => "free"u8,
        FrameUse.Allocated => "allocated"u8,
        FrameUse.Reserved => "reserved"u8,
        _ => "no memory"u8,
    };
}
