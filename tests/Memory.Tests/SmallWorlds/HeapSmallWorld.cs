// A heap with two pages to grow into.
using Osmosis.Memory.Tests.HeapTests;
using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.SmallWorlds;

/// <summary>
/// The first two pages of a window, when frames end there, or the last two. Every call comes from one code address, and
/// writes the same words into what it gets, so that states meet again.
/// </summary>
internal sealed class HeapSmallWorld<TFormat> : ISmallWorld
    where TFormat : struct, IBlockFormat
{
    private const uint Caller = 0x10_0001;

    /// <summary>More live blocks than this are not made.</summary>
    private const int MostBlocks = 4;

    private readonly HeapWorld<TFormat> _world;
    private readonly HeapModel<TFormat> _model;
    private readonly int _firstBlock;

    private HeapSmallWorld(WorldOptions machine, uint bytesTaken)
    {
        _world = HeapWorld<TFormat>.BootHeap(machine);
        _model = new HeapModel<TFormat>(_world, Caller);
        if (bytesTaken != 0)
        {
            _model.TakeUnused(bytesTaken);
        }

        _firstBlock = _model.Live.Count;
        Operations = [.. Allocations(), .. Enumerable.Range(0, 3).SelectMany(OnBlock), .. Refused(),
            .. TFormat.IsChecked ? Damage() : []];
    }

    public IReadOnlyList<Operation> Operations { get; }

    /// <summary>An empty heap, and three frames: for two pages and their table.</summary>
    public static HeapSmallWorld<TFormat> AtStart() =>
        new(Machines.Named("a window that ends with its table")
            with
        { MoreRegions = [new((4 << 20) + (13 << 12), 8 << 20, RegionKind.Reserved)] }, 0);

    /// <summary>A heap that is one block but for the last two pages of its window, and six frames beside.</summary>
    public static HeapSmallWorld<TFormat> AtEnd()
    {
        const uint Taken = MemoryLayout.HeapMaxSize - 0x2000;
        const uint Frames = 10 + (Taken >> 12) + 6;
        WorldOptions machine = new() { MoreRegions = [new(0x10_B000 + (Frames << 12), 8 << 20, RegionKind.Reserved)] };
        return new HeapSmallWorld<TFormat>(machine, Taken - BlockSizes<TFormat>.HeapOverhead);
    }

    public UInt128 Digest() => _world.Digest() + _model.Digest();

    public void Check() => _model.CheckAll();

    public Action Save() => _world.Save() + _model.Save();

    private IEnumerable<Operation> Allocations()
    {
        foreach (uint bytes in (uint[])[1, 60, 1500, 4096])
        {
            yield return DoWithRoom($"allocate {bytes}", () => _model.Allocate(bytes));
        }

        yield return DoWithRoom("allocate 40 aligned to 64", () => _model.AllocateAligned(40, 64));
        yield return DoWithRoom("allocate 100 aligned to 4096", () => _model.AllocateAligned(100, 4096));
        yield return DoWithRoom("allocate 7 zeros", () => _model.AllocateZeroed(7, 1));
        yield return Do("ensure capacity for 2000", () => _model.EnsureCapacity(2000));
        yield return Do("give back all", () => _model.GiveBack(0));
        yield return Do("give back the second page", () => _model.GiveBack(4096));
    }

    private IEnumerable<Operation> OnBlock(int index)
    {
        yield return DoWith(index, $"free block {index}", _model.Free);
        yield return DoWith(index, $"resize block {index} to 1", block => _model.Reallocate(block, 1));
        yield return DoWith(index, $"resize block {index} to 200", block => _model.Reallocate(block, 200));
        yield return DoWith(index, $"resize block {index} to 3000", block => _model.Reallocate(block, 3000));
        yield return new Operation($"free the free block {index}", () => TryFreeFree(index));
    }

    /// <summary>Refused whatever the state.</summary>
    private IEnumerable<Operation> Refused()
    {
        yield return Do("allocate 0", () => Assert.Equal(0u, _model.Allocate(0)));
        yield return Do("allocate 2 MiB + 1", () => Assert.Equal(0u, _model.Allocate(MemoryLayout.HeapMaxSize + 1)));
        yield return Do("allocate 4 GiB - 1", () => Assert.Equal(0u, _model.Allocate(uint.MaxValue)));
        yield return Do("allocate 0x10001 × 0x10000 zeros",
            () => Assert.Equal(0u, _model.AllocateZeroed(0x10001, 0x10000)));
        yield return Do("ensure capacity for 4 GiB - 1", () => _model.EnsureCapacity(uint.MaxValue));
        yield return Do("free null", () => _model.FreeWild(0));
        yield return Do("free the first byte past the window",
            () => _model.FreeWild(_world.IdentityEnd + MemoryLayout.HeapMaxSize));
        yield return DoWith(0, "free the middle of block 0", block =>
        {
            if (_model.BytesOf(block) >= 24)
            {
                Assert.Equal(HeapError.NotABlock, _model.FreeWild(block + 8));
            }
        });
    }

    private IEnumerable<Operation> Damage()
    {
        yield return DoWith(0, "overwrite the header of block 0 and free it",
            block => SpoilAndFree(block, block - TFormat.HeaderBytes));
        yield return DoWith(1, "overwrite the byte after block 1 and free it",
            block => SpoilAndFree(block, block + _model.BytesOf(block)));
    }

    /// <summary>
    /// The damage is seen by a check and by the free; the block is quarantined, and the heap whole again.
    /// </summary>
    private void SpoilAndFree(uint block, uint address)
    {
        _world.Processor.StoreByte(address, (byte)~_world.Processor.LoadByte(address));
        Assert.NotEqual(HeapFault.None, _world.Heap.Check().Fault);
        _model.FreeDamaged(block);
        Assert.Equal(HeapFault.None, _world.Heap.Check().Fault);
    }

    /// <summary>A second free, or the free of a block that was never handed out.</summary>
    private bool TryFreeFree(int index)
    {
        List<Block> free = HeapWalk.Blocks(_world).FindAll(block => block.IsFree);
        if (index < free.Count)
        {
            Assert.Equal(HeapError.AlreadyFree, _model.FreeWild(free[index].Pointer));
        }

        return index < free.Count;
    }

    private Operation DoWithRoom(string name, Action action) =>
        new(name, () => _model.Live.Count - _firstBlock < MostBlocks && Counted(action));

    private Operation DoWith(int index, string name, Action<uint> action) => new(
        name, () => _firstBlock + index < _model.Live.Count && Counted(() => action(_model.Live[_firstBlock + index])));

    private Operation Do(string name, Action action) => new(name, () => Counted(action));

    private bool Counted(Action action)
    {
        action();
        _model.CheckCounts(_world.Heap.Statistics);
        return true;
    }
}
