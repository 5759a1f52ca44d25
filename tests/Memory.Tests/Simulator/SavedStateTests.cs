using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.Simulator;

/// <summary>
/// A world can be restored, and its digest tells states apart. The search of small worlds relies on both.
/// </summary>
public class SavedStateTests
{
    private static readonly VirtualAddress _page = new(0xD000_0000);

    private readonly HeapWorld<CheckedBlocks> _world = HeapWorld<CheckedBlocks>.BootHeap();

    public static TheoryData<string> Changes => [.. _changes.Keys];

    /// <summary>Each changes one part of the state.</summary>
    private static readonly Dictionary<string, Action<HeapWorld<CheckedBlocks>>> _changes = new()
    {
        ["a byte of memory"] = world => world.Processor.StoreByte(0x10_9000, 1),
        ["zero where nothing was written"] = world => world.Processor.StoreByte(0x10_9000, 0),
        ["a cached translation"] = world =>
        {
            world.Processor.Memory.WriteWord((world.Tables()[0] << 12) + (0x10_B000 >> 10), 0x10_B001);
            world.Processor.InvalidatePage(0x10_B000);
            world.Processor.Memory.WriteWord((world.Tables()[0] << 12) + (0x10_B000 >> 10), 0);
        },
        ["CR0"] = world => world.Processor.LoadCr0(paging: true, writeProtect: false),
        ["the frame allocator"] = world => Assert.Equal(FrameError.None, world.Frames.Allocate(out _)),
        ["a mapping"] = world => Assert.Equal(MapError.None, world.Paging.Map(_page, default, PageFlags.None)),
        ["a block"] = world => Assert.NotEqual(VirtualAddress.Null, world.Heap.Allocate(1)),
        ["the heap's mark"] = world => world.Heap.SetMark(),
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_is_seen_and_undone(string change)
    {
        Action goBack = _world.Save();
        UInt128 before = _world.Digest();
        string tables = WorldSnapshot.Take(_world);
        for (int i = 0; i < 2; i++)
        {
            _changes[change](_world);
            Assert.NotEqual(before, _world.Digest());
            goBack();
            Assert.Equal(before, _world.Digest());
            Assert.Equal(tables, WorldSnapshot.Take(_world));
        }
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void The_same_change_of_another_world_makes_the_same_digest(string change)
    {
        HeapWorld<CheckedBlocks> other = HeapWorld<CheckedBlocks>.BootHeap();
        Assert.Equal(_world.Digest(), other.Digest());
        _changes[change](_world);
        _ = other.Save();
        _changes[change](other);
        Assert.Equal(_world.Digest(), other.Digest());
    }

    [Fact]
    public void Counts_that_nothing_depends_on_are_left_out()
    {
        _world.Heap.Free(_world.Heap.Allocate(1));
        UInt128 before = _world.Digest();
        _world.Heap.Free(_world.Heap.Allocate(1));
        Assert.Equal(VirtualAddress.Null, _world.Heap.Allocate(uint.MaxValue));
        Assert.NotEqual(HeapError.None, _world.Heap.Free(new VirtualAddress(_world.IdentityEnd + 8)));
        Assert.Equal(FrameError.NotAllocated, _world.Frames.Allocator.FreeFrame(Frame.FromNumber(1)));
        Assert.Equal(before, _world.Digest());
    }

    [Fact]
    public void An_earlier_state_stays_when_a_later_one_is_gone_back_to()
    {
        UInt128 first = _world.Digest();
        Action goToFirst = _world.Save();
        uint block = _world.Heap.Allocate(100).Value;
        _world.Processor.Store(block, 1);
        UInt128 second = _world.Digest();
        Action goToSecond = _world.Save();
        _world.Processor.Store(block, 2);
        _world.Heap.Allocate(10_000);
        goToSecond();
        Assert.Equal((second, 1u), (_world.Digest(), _world.Processor.Load(block)));
        goToFirst();
        Assert.Equal(first, _world.Digest());
        goToSecond();
        Assert.Equal((second, 1u), (_world.Digest(), _world.Processor.Load(block)));
    }
}
