using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;
using Osmosis.Memory.Frames;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>How the machine's frames are used (D4, F4).</summary>
internal readonly struct MemCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "mem"u8;

    public static CommandGroup Group => CommandGroup.Look;

    public static ReadOnlySpan<byte> Usage => "mem"u8;

    public static ReadOnlySpan<byte> Summary => "counts of physical frames"u8;

    public static ReadOnlySpan<byte> Details =>
        "total = free + reserved + allocated; frames says where they lie. promised: what\naddress spaces may need, "u8
            + "once they write every page that they may.\n"u8;

    public static bool Run(ref Arguments arguments)
    {
        ref readonly FrameAllocator frames = ref KernelMemory.Frames;
        Terminal.Row("total frames"u8, $"{frames.TotalFrames}");
        Terminal.Row("free frames"u8, $"{frames.FreeFrames}");
        Terminal.Row("reserved frames"u8, $"{frames.ReservedFrames}");
        Terminal.Row("allocated frames"u8, $"{frames.AllocatedFrames}");
        Terminal.Row("peak frames"u8, $"{frames.PeakFrames}");
        Terminal.Row("refused frees"u8, $"{frames.RefusedFrees}");
        Terminal.Row("address spaces"u8, $"{KernelSpaces.Count}");
        Terminal.Row("promised frames"u8, $"{KernelSpaces.Promised}");
        Terminal.Row("total bytes"u8, $"{(ulong)frames.TotalFrames << MemoryLayout.PageShift}");
        Terminal.Row("free bytes"u8, $"{(ulong)frames.FreeFrames << MemoryLayout.PageShift}");
        return true;
    }
}
