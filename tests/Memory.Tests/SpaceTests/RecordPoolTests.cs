namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>Records are reserved, taken and freed.</summary>
public class RecordPoolTests
{
    private readonly SpaceWorld _world = SpaceWorld.Boot();

    [Fact]
    public void Memory_is_asked_for_only_when_no_record_is_left()
    {
        Store store = new(step: 4, end: 12);
        RecordPool<Store, Region> pool = new();
        pool.Initialise(store);
        Assert.Equal((0u, 1u), (pool.Taken, pool.End));
        Assert.True(pool.TryReserve(0));
        Assert.Equal(0, store.Requests);

        // Record 0 stands for none, and the store begins with it.
        Assert.True(pool.TryReserve(4));
        Assert.Equal(1, store.Requests);
        Assert.Equal([1u, 2, 3, 4], Take(ref pool, 4));
        Assert.Equal((4u, 5u), (pool.Taken, pool.End));
        Assert.True(pool.TryReserve(5));
        Assert.Equal(3, store.Requests);
        Assert.False(pool.TryReserve(8));
        Assert.True(pool.TryReserve(7));
        Assert.Equal([5u, 6, 7, 8, 9, 10, 11], Take(ref pool, 7));
        Assert.Equal(11u, pool.Taken);
        Assert.False(pool.TryReserve(1));
    }

    [Fact]
    public void Freed_records_are_the_next_to_be_taken()
    {
        Store store = new(step: 4, end: 8);
        RecordPool<Store, Region> pool = new();
        pool.Initialise(store);
        Assert.True(pool.TryReserve(4));
        Take(ref pool, 4);
        pool.Free(2);
        pool.Free(4);
        pool.Free(1);
        Assert.Equal((1u, 5u), (pool.Taken, pool.End));
        int requests = store.Requests;
        Assert.True(pool.TryReserve(3));
        Assert.Equal(requests, store.Requests);
        Assert.Equal([1u, 4, 2], Take(ref pool, 3));
        Assert.Equal(4u, pool.Taken);
        Assert.True(pool.TryReserve(3));
        Assert.Equal([5u, 6, 7], Take(ref pool, 3));
        pool.Free(6);

        // One is free, and none unused.
        Assert.True(pool.TryReserve(1));
        Assert.False(pool.TryReserve(2));
    }

    [Fact]
    public void Objects_and_spaces_that_ended_leave_all_their_numbers()
    {
        uint[] objects = [.. Enumerable.Range(0, 3).Select(_ => Object())];
        uint[] spaces = [.. Enumerable.Range(0, 3).Select(_ => _world.Create())];
        Array.ForEach(objects, index => _world.Spaces.ReleaseObject(index));
        Array.ForEach(spaces, space => _world.Spaces.Release(space));
        Assert.Equal(objects.Reverse(), Enumerable.Range(0, 3).Select(_ => Object()));
        Assert.Equal(spaces.Reverse(), Enumerable.Range(0, 3).Select(_ => _world.Create()));
    }

    // Record 0 of the 64 stands for none.
    [Fact]
    public void There_are_as_many_objects_and_spaces_as_records()
    {
        for (uint i = 1; i < 64; i++)
        {
            Assert.Equal((i, i), (Object(), _world.Create()));
        }

        Assert.Equal(SpaceError.OutOfMemory, _world.Spaces.Objects.Create(1, 0, out _));
        Assert.Equal(SpaceError.OutOfMemory, _world.Spaces.Create(out _));
        _world.Spaces.Release(9);
        Assert.Equal(9u, _world.Create());
    }

    private static uint[] Take(ref RecordPool<Store, Region> pool, int count)
    {
        uint[] taken = new uint[count];
        for (int i = 0; i < count; i++)
        {
            taken[i] = pool.Take();
        }

        return taken;
    }

    private uint Object()
    {
        Assert.Equal(SpaceError.None, _world.Spaces.Objects.Create(0x1000, 3, out uint index));
        return index;
    }

    /// <summary>Records in an array, which grows by so many up to an end.</summary>
    private readonly struct Store(uint step, uint end) : IRecordStore<Region>
    {
        private readonly Region[] _records = new Region[end];
        private readonly int[] _requests = new int[1];

        public int Requests => _requests[0];

        public ref Region At(uint index) => ref _records[index];

        public uint Extend(uint count)
        {
            _requests[0]++;
            return Math.Min(count + step, end);
        }
    }
}
