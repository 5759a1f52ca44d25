// Paging's operations, and their empty twins.

using System.Runtime;
using System.Runtime.CompilerServices;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;
using Osmosis.Metal;

namespace Osmosis.Kernel.Benchmarks;

internal interface IPagingCalls
{
    static abstract MapError Map(VirtualAddress page, PhysicalAddress frame);

    static abstract MapError MapRange(VirtualAddress page, PhysicalAddress frame, uint pages);

    static abstract MapError Unmap(VirtualAddress page, out Frame frame);

    static abstract MapError Resolve(VirtualAddress address, out PhysicalAddress physical);
}

internal readonly struct PagingCalls : IPagingCalls
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MapError Map(VirtualAddress page, PhysicalAddress frame) =>
        KernelMemory.Map(page, frame, PageFlags.Writable);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MapError MapRange(VirtualAddress page, PhysicalAddress frame, uint pages) =>
        KernelMemory.MapRange(page, frame, pages, PageFlags.Writable);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MapError Unmap(VirtualAddress page, out Frame frame) => KernelMemory.Unmap(page, out frame);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MapError Resolve(VirtualAddress address, out PhysicalAddress physical) =>
        KernelMemory.Paging.Resolve(address, out physical);
}

internal readonly struct EmptyPagingCalls : IPagingCalls
{
    private static ref byte Paging
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get =>
            ref Unsafe.As<Paging<RecursiveTables<ProcessorMemory>, KernelMemory.FrameSource>,
                byte>(ref Unsafe.AsRef(in KernelMemory.Paging));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MapError Map(VirtualAddress page, PhysicalAddress frame) =>
        MapNothing(page, frame, PageFlags.Writable);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MapError MapRange(VirtualAddress page, PhysicalAddress frame, uint pages) =>
        MapNothing(page, frame, pages, PageFlags.Writable);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MapError Unmap(VirtualAddress page, out Frame frame) => UnmapNothing(page, out frame);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MapError Resolve(VirtualAddress address, out PhysicalAddress physical) =>
        ResolveNothing(ref Paging, address, out physical);

    [RuntimeImport("*", "empty_function_1")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern MapError MapNothing(VirtualAddress page, PhysicalAddress frame, PageFlags flags);

    [RuntimeImport("*", "empty_function_2")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern MapError MapNothing(VirtualAddress page, PhysicalAddress frame, uint pages, PageFlags flags);

    [RuntimeImport("*", "empty_function")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern MapError UnmapNothing(VirtualAddress page, out Frame frame);

    [RuntimeImport("*", "empty_function_1")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern MapError ResolveNothing(ref byte paging, VirtualAddress address,
        out PhysicalAddress physical);
}

internal static class PagingWindow<TCalls>
    where TCalls : struct, IPagingCalls
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Map(VirtualAddress page, PhysicalAddress frame, out MapError error)
    {
        ulong start = Processor.ReadTimeStamp();
        error = TCalls.Map(page, frame);
        return (uint)(Processor.ReadTimeStamp() - start);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint MapRange(VirtualAddress page, PhysicalAddress frame, uint pages, out MapError error)
    {
        ulong start = Processor.ReadTimeStamp();
        error = TCalls.MapRange(page, frame, pages);
        return (uint)(Processor.ReadTimeStamp() - start);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Unmap(VirtualAddress page, out Frame frame, out MapError error)
    {
        ulong start = Processor.ReadTimeStamp();
        error = TCalls.Unmap(page, out frame);
        return (uint)(Processor.ReadTimeStamp() - start);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint Resolve(VirtualAddress address, out PhysicalAddress physical, out MapError error)
    {
        ulong start = Processor.ReadTimeStamp();
        error = TCalls.Resolve(address, out physical);
        return (uint)(Processor.ReadTimeStamp() - start);
    }
}
