// The cheapest memory that a heap can lie in, so that millions of damaged heaps can be tried.
using System.Runtime.InteropServices;

namespace Osmosis.Memory.Tests.HeapTests.Hardening;

/// <summary>
/// A few pages from one address up. An access to a page that isn't mapped, or one too many, is an error.
/// </summary>
internal sealed class FlatMemory
{
    public const uint Start = 0x0010_B000;

    private const int Pages = 6;

    /// <summary>No operation on so small a heap needs more accesses: one that does doesn't end.</summary>
    private const int MostAccesses = 2_000_000;

    private readonly byte[] _bytes = new byte[Pages << 12];
    private int _accesses;

    public FlatMemory() => Array.Fill(_bytes, (byte)0xA4);

    /// <summary>Pages that are mapped: the lowest.</summary>
    public int MappedPages { get; private set; }

    /// <summary>The bytes of an access.</summary>
    public Span<byte> At(uint address, uint bytes)
    {
        uint offset = address - Start;
        if (++_accesses > MostAccesses)
        {
            throw new InvalidOperationException("it doesn't end");
        }

        return offset < MappedPages << 12 && bytes <= (MappedPages << 12) - offset
            ? _bytes.AsSpan((int)offset, (int)bytes)
            : throw new InvalidOperationException($"an access to 0x{address:x8}, where nothing is mapped");
    }

    public bool TryMap(uint page)
    {
        bool isNext = page == Start + ((uint)MappedPages << 12);
        Assert.True(isNext, $"page 0x{page:x8} is mapped");
        MappedPages += MappedPages < Pages ? 1 : 0;
        return page < Start + ((uint)MappedPages << 12);
    }

    public void Unmap(uint page)
    {
        MappedPages--;
        Assert.Equal(Start + ((uint)MappedPages << 12), page);
    }

    public FlatMemory Copy()
    {
        FlatMemory copy = new();
        copy.GoBackTo(this);
        return copy;
    }

    public void GoBackTo(FlatMemory saved)
    {
        saved._bytes.CopyTo(_bytes, 0);
        MappedPages = saved.MappedPages;
        _accesses = 0;
    }
}

internal readonly struct FlatMachine(FlatMemory memory) : IMachine
{
    public byte LoadByte(uint address) => memory.At(address, 1)[0];

    public uint Load(uint address) => MemoryMarshal.Read<uint>(memory.At(address, 4));

    public void Store(uint address, uint value) => MemoryMarshal.Write(memory.At(address, 4), value);

    public void StoreByte(uint address, byte value) => memory.At(address, 1)[0] = value;

    public void Fill(uint address, uint value, uint words) =>
        MemoryMarshal.Cast<byte, uint>(memory.At(address, words * 4)).Fill(value);

    public void Copy(uint from, uint to, uint words) => memory.At(from, words * 4).CopyTo(memory.At(to, words * 4));

    public uint CountEqual(uint address, uint value, uint words)
    {
        ReadOnlySpan<uint> found = MemoryMarshal.Cast<byte, uint>(memory.At(address, words * 4));
        int other = found.IndexOfAnyExcept(value);
        return other < 0 ? words : (uint)other;
    }

    public void InvalidatePage(uint address)
    {
    }

    public void InvalidateAll()
    {
    }
}

internal readonly struct FlatPages(FlatMemory memory) : IHeapPages
{
    public bool TryMap(VirtualAddress page) => memory.TryMap(page.Value);

    public void Unmap(VirtualAddress page) => memory.Unmap(page.Value);
}
