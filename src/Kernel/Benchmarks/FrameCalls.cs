// The frame allocator's operations, and nothing in their place.

using System.Runtime;
using System.Runtime.CompilerServices;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;

namespace Osmosis.Kernel.Benchmarks;

internal interface IFrameCalls
{
    static abstract FrameError Allocate(out Frame frame);

    static abstract FrameError Free(Frame frame);
}

internal readonly struct FrameCalls : IFrameCalls
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrameError Allocate(out Frame frame) => KernelMemory.Frames.AllocateFrame(out frame);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrameError Free(Frame frame) => KernelMemory.Frames.FreeFrame(frame);
}

internal readonly struct EmptyFrameCalls : IFrameCalls
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrameError Allocate(out Frame frame) => AllocateNothing(ref KernelMemory.Frames, out frame);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrameError Free(Frame frame) => FreeNothing(ref KernelMemory.Frames, frame);

    [RuntimeImport("*", "empty_function")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern FrameError AllocateNothing(ref FrameAllocator frames, out Frame frame);

    [RuntimeImport("*", "empty_function")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern FrameError FreeNothing(ref FrameAllocator frames, Frame frame);
}

internal static class FrameWindow<TCalls>
    where TCalls : struct, IFrameCalls
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Allocate(out Frame frame, out FrameError error)
    {
        ulong start = Processor.ReadTimeStamp();
        error = TCalls.Allocate(out frame);
        return (uint)(Processor.ReadTimeStamp() - start);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Free(Frame frame, out FrameError error)
    {
        ulong start = Processor.ReadTimeStamp();
        error = TCalls.Free(frame);
        return (uint)(Processor.ReadTimeStamp() - start);
    }
}
