// Who is ended when no frame is left (S9).
using Osmosis.Memory.Tests.SpaceTests;
using Osmosis.Programs.Delivery;
using Osmosis.Programs.Processes;

namespace Osmosis.Programs.Tests.Processes;

public sealed class KillingTests
{
    private const uint Memory = 0x2000_0000;

    private readonly ProgramWorld _world = new();

    [Fact]
    public void The_process_that_holds_most_is_ended_once_and_the_first_one_last()
    {
        uint first = _world.Start();
        Write(first, 5);
        uint small = Fork(first);
        uint large = Fork(first);
        Write(small, 1);
        Write(large, 2);
        uint spared = _world.System.Processes.Thread(first).Process;
        uint most = _world.System.Processes.Thread(large).Process;
        Assert.Equal((most, 3u), (_world.System.KillLargest(out uint frames), frames));

        // It is ending, and who waits for its frames goes on waiting.
        Assert.Equal(0u, _world.System.KillLargest(out _));
        End(large);
        Assert.Equal(_world.System.Processes.Thread(small).Process, _world.System.KillLargest(out _));
        End(small);
        Assert.Equal((spared, 6u), (_world.System.KillLargest(out frames), frames));
    }

    // All that it has are pages and tables of its parent's.
    [Fact]
    public void A_child_that_holds_nothing_of_its_own_is_ended_before_the_first_process()
    {
        uint first = _world.Start();
        uint child = Fork(first);
        Write(first, 3);
        Assert.Equal((_world.System.Processes.Thread(child).Process, 0u),
            (_world.System.KillLargest(out uint frames), frames));
    }

    // Spaces are also made by the monitor, for nobody.
    [Fact]
    public void A_space_that_is_no_process_is_nobody_who_could_be_ended()
    {
        uint first = _world.Start();
        uint child = Fork(first);
        Assert.Equal(SpaceError.None, _world.System.Spaces.Create(out uint other));
        Assert.Equal(SpaceError.None,
            _world.System.Spaces.Map(other, SpaceWorld.Anonymous(0x9000, 9), Placement.OnlyIfFree, out _));
        for (uint page = 0x9000; page < 0x9009; page++)
        {
            Assert.Equal(SpaceError.None,
                _world.System.Spaces.HandleFault(other, new VirtualAddress(page << 12), Access.Write, out _));
        }

        Assert.Equal(_world.System.Processes.Thread(child).Process, _world.System.KillLargest(out _));
    }

    private uint Fork(uint parent)
    {
        Assert.InRange(_world.ForkOf(parent), 1u, 100u);
        return _world.System.Processes.TakeReady();
    }

    private void Write(uint thread, uint pages)
    {
        _world.Call(thread, 192, out uint address, Memory, pages * 4096, 3, 0x32, uint.MaxValue, 0);
        Assert.Equal(Memory, address);
        for (uint page = 0; page < pages; page++)
        {
            Assert.Equal(SpaceError.None,
                _world.System.TryAnswer(thread, new VirtualAddress(Memory + (page * 4096)), Access.Write, out _));
        }
    }

    private void End(uint thread) => Assert.Equal(NextStep.Ended, _world.System.Deliver(thread));
}
