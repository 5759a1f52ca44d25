namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>One thing at a time.</summary>
public class FirstSpaceTests
{
    private const uint A = 0x0804_8000;
    private const uint P = A >> 12;

    private readonly SpaceWorld _world = SpaceWorld.Boot();

    [Fact]
    public void Memory_starts_as_zeros_and_keeps_what_is_written()
    {
        uint space = _world.Create();
        Assert.Equal(SpaceError.None,
            _world.Spaces.Map(space, SpaceWorld.Anonymous(P, 3), Placement.OnlyIfFree, out uint first));
        Assert.Equal(P, first);
        Assert.Equal(0u, _world.Read(space, A));
        _world.Write(space, A + 0x1000, 7);
        Assert.Equal(7u, _world.Read(space, A + 0x1000));
        _world.Check();
        Assert.Equal(SpaceError.NoRegion, _world.TryRead(space, A + 0x3000, out _));
        _world.ReleaseAll();
    }

    [Fact]
    public void A_copy_sees_what_was_and_not_what_comes()
    {
        uint space = _world.Create();
        _world.Spaces.Map(space, SpaceWorld.Anonymous(P, 3), Placement.OnlyIfFree, out _);
        _world.Write(space, A, 1);
        Assert.Equal(SpaceError.None, _world.Spaces.Fork(space, out uint copy));
        _world.Check();
        _world.Write(space, A, 2);
        _world.Check();
        Assert.Equal(1u, _world.Read(copy, A));
        _world.Write(copy, A, 3);
        _world.Check();
        Assert.Equal(2u, _world.Read(space, A));
        _world.ReleaseAll();
    }
}
