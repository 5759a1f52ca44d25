// C allocators as a workload's allocator.
using System;
using System.Runtime.InteropServices;
using Osmosis.Benchmarks;

namespace Osmosis.HostBenchmarks;

/// <summary>An allocator that can expose its blocks for filling and checking; not while time is measured.</summary>
internal interface ICheckableSubject : IBlockSubject
{
    bool IsChecked { get; init; }
}

internal interface IAllocator
{
    static abstract nuint Allocate(nuint bytes);

    static abstract void Free(nuint block);
}

internal readonly unsafe struct LibrarySubject<TAllocator> : ICheckableSubject
    where TAllocator : struct, IAllocator
{
    public bool IsChecked { get; init; }

    public nuint Allocate(uint bytes, out uint cost, out bool hasGrown)
    {
        (cost, hasGrown) = (0, false);
        return TAllocator.Allocate(bytes);
    }

    public void Free(nuint block, out uint cost)
    {
        cost = 0;
        TAllocator.Free(block);
    }

    // Sound: the allocator handed these bytes out to the workload alone.
    public Span<byte> Bytes(nuint block, uint bytes) => IsChecked ? new((void*)block, (int)bytes) : default;
}

// Calls without a transition for the garbage collector: the functions are short and never call back. The remaining cost
// of a call from C# is a few instructions.

internal readonly partial struct CLibrary : IAllocator
{
    [LibraryImport("libc.so.6", EntryPoint = "malloc"), SuppressGCTransition]
    public static partial nuint Allocate(nuint bytes);

    [LibraryImport("libc.so.6", EntryPoint = "free"), SuppressGCTransition]
    public static partial void Free(nuint block);
}

internal readonly partial struct Mimalloc : IAllocator
{
    public const string Library = "libmimalloc.so.2";

    [LibraryImport(Library, EntryPoint = "mi_malloc"), SuppressGCTransition]
    public static partial nuint Allocate(nuint bytes);

    [LibraryImport(Library, EntryPoint = "mi_free"), SuppressGCTransition]
    public static partial void Free(nuint block);
}

internal readonly partial struct Jemalloc : IAllocator
{
    public const string Library = "libjemalloc.so.2";

    [LibraryImport(Library, EntryPoint = "malloc"), SuppressGCTransition]
    public static partial nuint Allocate(nuint bytes);

    [LibraryImport(Library, EntryPoint = "free"), SuppressGCTransition]
    public static partial void Free(nuint block);
}
