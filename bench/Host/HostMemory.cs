// Host memory as the machine for the kernel's heap.
using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Osmosis.HostBenchmarks;

/// <summary>
/// The heap's window, mapped from the start: mapping a page costs nothing here, so only the heap is measured.
/// </summary>
internal sealed unsafe class HostMemory : IDisposable
{
    /// <summary>The start of the window, as the heap sees it.</summary>
    public static readonly VirtualAddress Start = new(16u << 20);

    private void* _memory = NativeMemory.AlignedAlloc(MemoryLayout.HeapMaxSize, MemoryLayout.PageSize);

    public HostMachine Machine => new((nuint)_memory - Start.Value);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }
}

/// <summary>
/// Each access goes to the host's memory at a fixed distance. Sound while the <see cref="HostMemory"/> lives: the heap
/// stays in its window.
/// </summary>
internal readonly unsafe struct HostMachine(nuint distance) : IMachine
{
    public byte* At(uint address) => (byte*)(distance + address);

    public byte LoadByte(uint address) => *At(address);

    public uint Load(uint address) => Unsafe.ReadUnaligned<uint>(At(address));

    public void Store(uint address, uint value) => Unsafe.WriteUnaligned(At(address), value);

    public void StoreByte(uint address, byte value) => *At(address) = value;

    public void Fill(uint address, uint value, uint words) => new Span<uint>(At(address), (int)words).Fill(value);

    public void Copy(uint from, uint to, uint words) =>
        new ReadOnlySpan<uint>(At(from), (int)words).CopyTo(new Span<uint>(At(to), (int)words));

    public uint CountEqual(uint address, uint value, uint words)
    {
        int different = new ReadOnlySpan<uint>(At(address), (int)words).IndexOfAnyExcept(value);
        return different < 0 ? words : (uint)different;
    }

    public void InvalidatePage(uint address)
    {
    }

    public void InvalidateAll()
    {
    }
}

internal readonly struct HostPages : IHeapPages
{
    public bool TryMap(VirtualAddress page) => true;

    public void Unmap(VirtualAddress page)
    {
    }
}
