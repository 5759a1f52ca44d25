// A user of the heap who remembers everything: what it holds, what it wrote there, and how often it was refused.
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.HeapTests;

/// <summary>Uses a world's heap and compares it with a dictionary of live blocks.</summary>
/// <param name="world">The world.</param>
/// <param name="onlyCaller">The code address that all calls come from; null: each comes from another.</param>
public sealed partial class HeapModel<TFormat>(HeapWorld<TFormat> world, uint? onlyCaller = null)
    where TFormat : struct, IBlockFormat
{
    /// <summary>The code address that the first call comes from; each further call comes from the next.</summary>
    public const uint FirstCaller = 0x0010_0001;

    private SortedDictionary<uint, LiveBlock> _live = [];
    private uint _calls = FirstCaller - 1;
    private uint _allocations;
    private uint _frees;
    private uint _failures;
    private uint _refused;

    public HeapWorld<TFormat> World => world;

    public IReadOnlyList<uint> Live => [.. _live.Keys];

    /// <summary>What had an effect: allocations and frees that succeeded, and blocks resized.</summary>
    public uint Effects { get; private set; }

    /// <summary>The code address that the last call came from.</summary>
    public uint LastCaller => _calls;

    /// <summary>Bytes that were asked for.</summary>
    public uint BytesOf(uint pointer) => _live[pointer].Bytes;

    /// <summary>
    /// Allocates, and fills what it gets; null when the heap refuses. That blocks don't overlap is up to
    /// <see cref="Check"/>.
    /// </summary>
    public uint Allocate(uint bytes)
    {
        uint refusals = world.Frames.AllRefusals;
        uint pointer = world.Heap.Allocate(bytes, NextCaller()).Value;
        RequireReason(pointer, bytes, BlockSizes<TFormat>.For(bytes), refusals);
        return Accept(pointer, bytes, isFailure: bytes != 0);
    }

    /// <summary>
    /// As <see cref="Allocate"/>; the heap must keep to the alignment, and refuse one that is not offered.
    /// </summary>
    public uint AllocateAligned(uint bytes, uint alignment)
    {
        bool isOffered = alignment is > 0 and <= 4096 && (alignment & (alignment - 1)) == 0;
        uint refusals = world.Frames.AllRefusals;
        uint pointer = world.Heap.AllocateAligned(bytes, alignment, NextCaller()).Value;
        uint room = BlockSizes<TFormat>.For(bytes) + (alignment <= 8 ? 0 : BlockSizes<TFormat>.Smallest + alignment);
        RequireReason(pointer, isOffered ? bytes : 0, room, refusals);
        Assert.True(pointer == 0 || (isOffered && pointer % alignment == 0),
            $"0x{pointer:x8} for alignment {alignment}");
        Assert.Equal(!isOffered,
            pointer == 0 && world.Heap.Counters.LastFailure == HeapError.BadAlignment && (bytes != 0 || !isOffered));
        return Accept(pointer, bytes, isFailure: bytes != 0 || !isOffered);
    }

    /// <summary>As <see cref="Allocate"/>; all bytes must be 0.</summary>
    public uint AllocateZeroed(uint count, uint elementBytes)
    {
        ulong bytes = (ulong)count * elementBytes;
        uint refusals = world.Frames.AllRefusals;
        uint pointer = world.Heap.AllocateZeroed(count, elementBytes, NextCaller()).Value;
        RequireReason(pointer, (uint)Math.Min(bytes, uint.MaxValue), BlockSizes<TFormat>.For((uint)bytes), refusals);
        Assert.True(pointer == 0 || bytes <= MemoryLayout.HeapMaxSize,
            $"{count} × {elementBytes} bytes were allocated");
        if (pointer != 0)
        {
            CheckBytes(pointer, new byte[bytes]);
        }

        return Accept(pointer, (uint)bytes, isFailure: bytes != 0);
    }

    /// <summary>
    /// Resizes a live block: what fits of its contents stays. Null when the heap refuses; then everything stays.
    /// </summary>
    public uint Reallocate(uint pointer, uint bytes)
    {
        if (bytes == 0)
        {
            CheckContents(pointer);
            _live.Remove(pointer);
            _frees++;
            Effects++;
            Assert.Equal(VirtualAddress.Null, world.Heap.Reallocate(new VirtualAddress(pointer), 0, NextCaller()));
            return 0;
        }

        LiveBlock old = _live[pointer];
        CheckContents(pointer);
        uint refusals = world.Frames.AllRefusals;
        uint moved = world.Heap.Reallocate(new VirtualAddress(pointer), bytes, NextCaller()).Value;
        if (world.Heap.Counters.LastFailure != HeapError.Damaged)
        {
            RequireReason(moved, bytes, BlockSizes<TFormat>.For(bytes), refusals);
        }

        if (moved == 0)
        {
            _failures++;
            CheckContents(pointer);
            return 0;
        }

        CheckBytes(moved, Math.Min(bytes, old.Bytes), old.Seed);
        _live.Remove(pointer);
        _frees += moved == pointer ? 0u : 1;
        _allocations -= moved == pointer ? 1u : 0;
        return Accept(moved, bytes, isFailure: true);
    }

    /// <summary>Allocates what the heap must have, and never uses it.</summary>
    public void TakeUnused(uint bytes)
    {
        uint pointer = world.Heap.Allocate(bytes, NextCaller()).Value;
        Assert.NotEqual(0u, pointer);
        _allocations++;
        _live.Add(pointer, new LiveBlock(bytes, _calls, world.Heap.Counters.Mark, IsUnused: true));
    }

    /// <summary>Makes room; when the heap says that it did, there must be a free block that large at its end.</summary>
    public void EnsureCapacity(uint bytes)
    {
        uint refusals = world.Frames.AllRefusals;
        HeapError error = world.Heap.EnsureCapacity(bytes);
        HeapStatistics now = world.Heap.Statistics;
        bool fits = bytes <= MemoryLayout.HeapMaxSize && Top(now) >= BlockSizes<TFormat>.For(bytes);
        Assert.Equal(fits, error == HeapError.None);
        Assert.True(fits || bytes > MemoryLayout.HeapMaxSize || IsExhausted(now, BlockSizes<TFormat>.For(bytes))
            || world.Frames.AllRefusals != refusals);
    }

    /// <summary>Gives pages back, but none of the first so many bytes.</summary>
    public void GiveBack(uint bytes)
    {
        uint before = world.Heap.Bounds.MappedBytes;
        world.Heap.GiveBack(bytes, NextCaller());
        Assert.InRange(world.Heap.Bounds.MappedBytes, Math.Min(before, bytes), before);
    }

    /// <summary>Stands for what is held: of a plain block, only its user knows how many bytes were asked for.</summary>
    public UInt128 Digest()
    {
        uint[] blocks = [.. _live.SelectMany(block => (uint[])[block.Key, block.Value.Bytes])];
        return XxHash128.HashToUInt128(MemoryMarshal.AsBytes<uint>(blocks), seed: 4);
    }

    /// <summary>
    /// Remembers what is held and counted: calling the result goes back to that. The world is saved beside.
    /// </summary>
    public Action Save()
    {
        SortedDictionary<uint, LiveBlock> live = new(_live);
        (uint calls, uint allocations, uint frees, uint failures, uint refused) = (_calls, _allocations, _frees,
            _failures, _refused);
        return () =>
        {
            _live = new(live);
            (_calls, _allocations, _frees, _failures, _refused) = (calls, allocations, frees, failures, refused);
        };
    }

    /// <summary>Allocates what the heap must have.</summary>
    public uint Take(uint bytes)
    {
        uint pointer = Allocate(bytes);
        Assert.NotEqual(0u, pointer);
        return pointer;
    }

    /// <summary>Frees a live block, after looking whether its contents are still what was written.</summary>
    public void Free(uint pointer)
    {
        CheckContents(pointer);
        _live.Remove(pointer);
        _frees++;
        Effects++;
        Assert.Equal(HeapError.None, world.Heap.Free(new VirtualAddress(pointer), NextCaller()));
    }

    /// <summary>Frees all live blocks.</summary>
    public void FreeAll()
    {
        foreach (uint pointer in Live)
        {
            Free(pointer);
        }
    }

    /// <summary>
    /// Frees what is no live block: refused, counted unless it lies outside the window, and nothing changes.
    /// </summary>
    public HeapError FreeWild(uint pointer)
    {
        List<Block> before = HeapWalk.Blocks(world);
        HeapError error = FreeWildInDamage(pointer);
        Assert.Equal(before, HeapWalk.Blocks(world));
        return error;
    }

    /// <summary>
    /// As <see cref="FreeWild"/>, while the heap is damaged: that is repaired when it gets in the way.
    /// </summary>
    public HeapError FreeWildInDamage(uint pointer)
    {
        Assert.DoesNotContain(pointer, _live.Keys);
        HeapError error = world.Heap.Free(new VirtualAddress(pointer), NextCaller());
        Assert.NotEqual(HeapError.None, error);
        _refused += error == HeapError.OutsideWindow ? 0u : 1;
        return error;
    }

    /// <summary>Resizes what is no live block: refused, and nothing changes.</summary>
    public HeapError ReallocateWild(uint pointer, uint bytes)
    {
        Assert.DoesNotContain(pointer, _live.Keys);
        List<Block> before = HeapWalk.Blocks(world);
        Assert.Equal(VirtualAddress.Null, world.Heap.Reallocate(new VirtualAddress(pointer), bytes, NextCaller()));
        HeapError error = world.Heap.Counters.LastFailure;
        Assert.NotEqual(HeapError.None, error);
        _failures++;
        _refused += bytes == 0 && error != HeapError.OutsideWindow ? 1u : 0;
        Assert.Equal(before, HeapWalk.Blocks(world));
        return error;
    }

    /// <summary>Frees a live block that was damaged: refused, and it is nobody's from now on.</summary>
    public void FreeDamaged(uint pointer)
    {
        _live.Remove(pointer);
        _refused++;
        Assert.Equal(HeapError.Damaged, world.Heap.Free(new VirtualAddress(pointer), NextCaller()));
    }

    /// <summary>A live block was found damaged: it is nobody's from now on.</summary>
    public void Lose(uint pointer) => Assert.True(_live.Remove(pointer));

    /// <summary>Writes a live block anew, after it was overwritten on purpose.</summary>
    public void Refill(uint pointer) => Fill(pointer, _live[pointer].Bytes, _live[pointer].Seed);

    private uint Accept(uint pointer, uint bytes, bool isFailure)
    {
        if (pointer == 0)
        {
            _failures += isFailure ? 1u : 0;
            return 0;
        }

        _allocations++;
        Effects++;
        Assert.NotEqual(0u, bytes);
        Assert.Equal(0u, pointer % 8);
        uint mapped = world.Heap.Bounds.MappedBytes;
        if (pointer < world.IdentityEnd || (ulong)pointer + bytes > world.IdentityEnd + mapped)
        {
            Assert.Fail($"{bytes} bytes at 0x{pointer:x8}, where {mapped} are mapped from 0x{world.IdentityEnd:x8} up");
        }

        _live.Add(pointer, new LiveBlock(bytes, _calls, world.Heap.Counters.Mark));
        Fill(pointer, bytes, _calls);
        return pointer;
    }

    private uint NextCaller() => _calls = onlyCaller ?? (_calls + 1);

    /// <param name="Bytes">As many as were asked for.</param>
    /// <param name="Seed">The code address of the call, which also decides the contents.</param>
    /// <param name="Mark">The heap's mark at that time.</param>
    /// <param name="IsUnused">Nothing was written there.</param>
    private readonly record struct LiveBlock(uint Bytes, uint Seed, uint Mark, bool IsUnused = false);
}
