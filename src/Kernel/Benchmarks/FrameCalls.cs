// The frame allocator's operations as page tables and heap pages call them, and their empty twins.

using System.Runtime;
using System.Runtime.CompilerServices;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Frames;
using Osmosis.Metal;

namespace Osmosis.Kernel.Benchmarks;

internal interface IFrameCalls
{
    static abstract FrameError Allocate(out Frame frame);

    static abstract FrameError Free(Frame frame);

    static abstract FrameError AllocateRun(uint frames, out Frame first);

    static abstract FrameError FreeRun(Frame first, uint frames);
}

internal readonly struct FrameCalls : IFrameCalls
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrameError Allocate(out Frame frame) => default(KernelMemory.FrameSource).AllocateFrame(out frame);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrameError Free(Frame frame) => default(KernelMemory.FrameSource).TryFree(frame);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrameError AllocateRun(uint frames, out Frame first) =>
        KernelMemory.AllocateRun(frames, frames, new PhysicalAddress(uint.MaxValue), out first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrameError FreeRun(Frame first, uint frames) => KernelMemory.FreeRun(first, frames);
}

internal readonly struct EmptyFrameCalls : IFrameCalls
{
    private static ref FrameAllocator Frames
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.AsRef(in KernelMemory.Frames);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrameError Allocate(out Frame frame) => AllocateNothing(ref Frames, out frame);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrameError Free(Frame frame) => FreeNothing(ref Frames, frame);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrameError AllocateRun(uint frames, out Frame first) =>
        AllocateNothing(frames, frames, new PhysicalAddress(uint.MaxValue), out first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrameError FreeRun(Frame first, uint frames) => FreeNothing(first, frames);

    [RuntimeImport("*", "empty_function_2")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern FrameError AllocateNothing(uint frames, uint alignment, PhysicalAddress highest,
        out Frame first);

    [RuntimeImport("*", "empty_function")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern FrameError FreeNothing(Frame first, uint frames);

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

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint AllocateRun(uint frames, out Frame first, out FrameError error)
    {
        ulong start = Processor.ReadTimeStamp();
        error = TCalls.AllocateRun(frames, out first);
        return (uint)(Processor.ReadTimeStamp() - start);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint FreeRun(Frame first, uint frames, out FrameError error)
    {
        ulong start = Processor.ReadTimeStamp();
        error = TCalls.FreeRun(first, frames);
        return (uint)(Processor.ReadTimeStamp() - start);
    }
}
