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

    [Fact]
    public void A_space_that_ended_leaves_its_number_to_the_next()
    {
        uint space = _world.Create();
        Assert.Equal((1u, space + 1), (_world.Spaces.Count, _world.Spaces.End));
        _world.Spaces.Map(space, SpaceWorld.Anonymous(P, 1), Placement.OnlyIfFree, out _);
        _world.Write(space, A, 1);
        Assert.Equal(P >> 10, _world.Spaces[space].Tables.From(0));
        _world.Spaces.Release(space);
        Assert.Equal(1024u, _world.Spaces[space].Tables.From(0));
        Assert.Equal((0u, space + 1), (_world.Spaces.Count, _world.Spaces.End));
        Assert.Equal(space, _world.Create());
    }

    [Fact]
    public void An_object_that_nobody_holds_leaves_its_frames_and_its_number()
    {
        uint frames = _world.Frames.Allocator.AllocatedFrames;
        Assert.Equal(SpaceError.None, _world.Spaces.Objects.Create(0x2000, 3, out uint index));
        Assert.Equal(2u, _world.Spaces.ReadObject(index, 0x0fff, new byte[2]));
        Assert.Equal(2u, _world.Spaces.Objects[index].Resident);
        _world.Spaces.SetLength(index, 0x1000);
        Assert.Equal(1u, _world.Spaces.Objects[index].Resident);
        _world.Spaces.ReleaseObject(index);
        Assert.Equal(frames, _world.Frames.Allocator.AllocatedFrames);
        Assert.Equal(SpaceError.None, _world.Spaces.Objects.Create(1, 0, out uint next));
        Assert.Equal(index, next);
    }

    [Fact]
    public void A_private_copy_of_a_page_goes_with_the_page()
    {
        uint space = _world.Create();
        Assert.Equal(SpaceError.None, _world.Spaces.Objects.Create(0x1000, 3, out uint index));
        Region shown = SpaceWorld.Anonymous(P, 1);
        shown.Object = index;
        Assert.Equal(SpaceError.None, _world.Spaces.Map(space, shown, Placement.OnlyIfFree, out _));
        _world.Write(space, A, 7);
        _world.Spaces.SetLength(index, 0);
        Assert.Equal(SpaceError.PastEnd, _world.TryRead(space, A, out _));
        _world.Check();
    }

    [Fact]
    public void No_space_is_loaded_after_the_kernels_own_directory()
    {
        uint space = _world.Create();
        _world.Spaces.Load(space);
        Assert.Equal((space, _world.Spaces[space].Directory.Address.Value),
            (_world.Spaces.Loaded, _world.Processor.Cr3));
        _world.Spaces.Unload();
        Assert.Equal((0u, _world.Options.Directory), (_world.Spaces.Loaded, _world.Processor.Cr3));
    }

    [Fact]
    public void A_space_holds_its_tables_and_pages_and_not_the_zero_frame()
    {
        uint space = _world.Create();
        _world.Spaces.Map(space, SpaceWorld.Anonymous(P, 3), Placement.OnlyIfFree, out _);
        _world.Write(space, A, 1);
        _world.Read(space, A + 0x1000);
        Assert.Equal(2u, _world.Spaces.CountHeld(space));
    }

    [Fact]
    public void A_copy_has_the_same_break_and_limit()
    {
        uint space = _world.Create();
        (_world.Spaces[space].BreakStart, _world.Spaces[space].Break) = (P, A);
        _world.Spaces[space].StackLimit = 77;
        _world.Spaces.SetBreak(space, A + 0x1801);
        Assert.Equal(SpaceError.None, _world.Spaces.Fork(space, out uint copy));
        Space made = _world.Spaces[copy];
        Assert.Equal((P, A + 0x1801, 77u), (made.BreakStart, made.Break, made.StackLimit));
        Assert.Equal((1u, 2u, 2u), (made.Regions, made.Pages, made.Promised));
        Assert.Equal(A, _world.Spaces.SetBreak(copy, A));
        Assert.Equal(A + 0x1801, _world.Spaces[space].Break);
        _world.Check();
    }

    [Fact]
    public void The_break_reaches_the_end_of_the_programs_part_and_no_further()
    {
        uint space = _world.Create();
        Assert.Equal(0u, _world.Spaces.SetBreak(space, A));
        (_world.Spaces[space].BreakStart, _world.Spaces[space].Break) = (P, A);
        Assert.Equal(A, _world.Spaces.SetBreak(space, MemoryLayout.ProgramEnd + 1));
        Assert.Equal(A, _world.Spaces.SetBreak(space, uint.MaxValue));
        Assert.Equal(MemoryLayout.ProgramEnd, _world.Spaces.SetBreak(space, MemoryLayout.ProgramEnd));
        Assert.Equal(SpaceLayout.EndPage - P, _world.Spaces[space].Pages);
        Assert.Equal(A, _world.Spaces.SetBreak(space, A));
        _world.Check();
    }

    [Fact]
    public void The_break_takes_whole_pages()
    {
        uint space = _world.Create();
        (_world.Spaces[space].BreakStart, _world.Spaces[space].Break) = (P, A);
        Assert.Equal(A + 0x1001, _world.Spaces.SetBreak(space, A + 0x1001));
        Assert.Equal(2u, _world.Spaces[space].Pages);
        _world.Write(space, A + 0x1000, 1);
        Assert.Equal(A + 0x1002, _world.Spaces.SetBreak(space, A + 0x1002));
        Assert.Equal(A + 0x2000, _world.Spaces.SetBreak(space, A + 0x2000));
        Assert.Equal(2u, _world.Spaces[space].Pages);
        Assert.Equal(A + 0x1000, _world.Spaces.SetBreak(space, A + 0x1000));
        Assert.Equal(1u, _world.Spaces[space].Pages);
    }
}
