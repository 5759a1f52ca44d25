namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>What is asserted where it could be broken stops everything when it is (S4, S5, S7).</summary>
public class SpaceRuleTests
{
    private const uint P = 0x8400;
    private const uint Directory = P >> 10;

    private readonly SpaceWorld _world = SpaceWorld.Boot();
    private readonly uint _space;
    private readonly Frame _table;

    public SpaceRuleTests()
    {
        _space = _world.Create();
        Assert.Equal(SpaceError.None,
            _world.Spaces.Map(_space, SpaceWorld.Anonymous(P, 4), Placement.OnlyIfFree, out _));
        _world.Write(_space, P << 12, 1);
        _world.Read(_space, (P + 1) << 12);
        _table = _world.Spaces.Tables.ReadDirectory(_space, Directory).Frame;
    }

    [Fact]
    public void The_zero_frame_never_becomes_writable()
    {
        Frame zero = _world.Spaces.Owners.Zero;
        Assert.Equal(SpaceRule.ZeroFrameStaysZero, RuleOf(() => Write(zero, PageFlags.User | PageFlags.Writable)));
        Write(zero, PageFlags.User);
        _world.Check();
    }

    [Fact]
    public void An_entry_of_a_table_that_others_have_is_never_written()
    {
        Frame zero = _world.Spaces.Owners.Zero;
        Assert.Equal(SpaceError.None, _world.Spaces.Fork(_space, out _));
        Assert.Equal(SpaceRule.TableIsOwn, RuleOf(() => Write(zero, PageFlags.User)));
    }

    [Fact]
    public void A_table_that_others_have_is_never_taken_for_an_own_one()
    {
        Assert.Equal(_table, _world.Spaces.Tables.Own(_space, Directory));
        Assert.Equal(SpaceError.None, _world.Spaces.Fork(_space, out _));
        uint above = _world.Spaces[_space].Directory.Address.Value + (Directory * 4);
        _world.Processor.Memory.WriteWord(above, _world.Processor.Memory.ReadWord(above) | Entry.Writable);
        SpaceRuleException broken =
            Assert.Throws<SpaceRuleException>(() => _world.Spaces.Tables.Own(_space, Directory));
        Assert.Equal(SpaceRule.TableIsOwn, broken.Rule);
        Assert.Contains($"space {_space}, page 0x{P:x}, ", broken.Message);
    }

    [Fact]
    public void A_frame_that_nothing_refers_to_is_never_let_go_of()
    {
        Frame page = _world.Spaces.Tables.ReadEntry(_space, P).Frame;
        _world.Records[page.Number].References = 0;
        SpaceRuleException broken = Assert.Throws<SpaceRuleException>(() => _world.Spaces.Owners.Drop(page));
        Assert.Equal(SpaceRule.ReferencesAreRight, broken.Rule);
        Assert.EndsWith($": space 0, page 0x{page.Number:x}, value 0x00000000", broken.Message);

        // The zero frame's references are not counted.
        _world.Records[_world.Spaces.Owners.Zero.Number].References = 0;
        _world.Spaces.Owners.Drop(_world.Spaces.Owners.Zero);
    }

    private static SpaceRule RuleOf(Action act) => Assert.Throws<SpaceRuleException>(act).Rule;

    private void Write(Frame frame, PageFlags flags) =>
        _world.Spaces.Tables.WriteEntryOf(_table, _space, P + 1, new PageTableEntry(frame, flags));
}
