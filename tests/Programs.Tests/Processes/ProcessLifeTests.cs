// The life of processes: every order in which up to four of them fork, end and wait, against a model.
using Osmosis.Programs.Calls;
using Osmosis.Programs.Processes;
using ThreadState = Osmosis.Programs.Processes.ThreadState;

namespace Osmosis.Programs.Tests.Processes;

public sealed class ProcessLifeTests
{
    private const int Most = 4;
    private const int Depth = 7;
    private const uint NoChild = unchecked((uint)-(int)Errno.ECHILD);

    private enum Act
    {
        Fork,
        Exit,
        Wait,
    }

    [Slow]
    [Fact]
    public void Every_order_of_fork_exit_and_wait_leaves_what_the_model_has_and_gives_all_back()
    {
        ProgramWorld world = new();

        // A record of a space keeps its directory for the next space.
        uint[] threads = [world.Start(), 0, 0, 0];
        for (int i = 1; i < Most; i++)
        {
            world.ForkOf(threads[0]);
            threads[i] = world.System.Processes.TakeReady();
        }

        Array.ForEach(threads, thread => world.ExitOf(thread, 0));
        uint frames = world.AllocatedFrames;
        int sequences = 0;
        Search([]);
        Assert.InRange(sequences, 3_000, int.MaxValue);

        void Search(List<(int Who, Act What)> steps)
        {
            Life life = new(world);
            foreach ((int who, Act what) in steps)
            {
                life.Do(who, what);
            }

            life.Compare();
            (int, Act)[] possible = [.. life.Possible()];
            life.EndAll();
            Assert.Equal(frames, world.AllocatedFrames);
            sequences++;
            if (steps.Count == Depth)
            {
                return;
            }

            foreach ((int Who, Act What) step in possible)
            {
                Search([.. steps, step]);
            }
        }
    }

    [Fact]
    public void A_call_that_waits_is_started_anew_and_gets_the_child()
    {
        ProgramWorld world = new();
        uint parent = world.Start();
        uint id = world.ForkOf(parent);
        Assert.Equal(NextStep.Wait, world.WaitOf(parent, out _));
        uint child = world.System.Processes.TakeReady();
        Assert.Equal(0u, world.System.Processes.TakeReady());
        world.ExitOf(child, 3);
        Assert.Equal(parent, world.System.Processes.TakeReady());
        Assert.True(world.System.Processes.Thread(parent).IsInCall);
        Assert.Equal(NextStep.Continue, world.System.Call(parent));
        Assert.Equal(id, world.System.Processes.Thread(parent).Registers.Eax);
        Assert.False(world.System.Processes.Thread(parent).IsInCall);
        Assert.Equal(1u, world.System.Processes.Count);
    }

    [Fact]
    public void A_fork_that_is_refused_any_frame_or_record_changes_nothing_and_then_succeeds()
    {
        ProgramWorld world = new();
        uint parent = world.Start();
        world.Call(parent, 192, out _, 0x2000_0000, 3 * 4096, 3, 0x32, uint.MaxValue, 0);
        Assert.Equal(SpaceError.None,
            world.System.TryAnswer(parent, new VirtualAddress(0x2000_0000), Access.Write, out _));
        uint refused = 0;
        for (uint nth = 1; ; nth++)
        {
            uint frames = world.AllocatedFrames;
            world.Spaces.Frames.FailFrom(nth);
            uint child = world.ForkOf(parent);
            world.Spaces.Frames.FailNever();
            if ((int)child > 0)
            {
                break;
            }

            refused++;
            Assert.Equal(Errno.ENOMEM, (Errno)(-(int)child));
            Assert.Equal(frames, world.AllocatedFrames);
            Assert.Equal(1u, world.System.Processes.Count);
        }

        Assert.InRange(refused, 1u, 100u);
        Assert.Equal(SpaceFault.None, world.System.Spaces.Check(out _, out _));
    }

    /// <summary>A run, and what should be: a process is named by the order in which it was made.</summary>
    private sealed class Life
    {
        private readonly ProgramWorld _world;
        private readonly List<Person> _people = [];

        public Life(ProgramWorld world)
        {
            _world = world;
            _people.Add(new Person(world.Start(), null) { Id = 1 });
        }

        /// <summary>A waiting thread can do nothing; the first process ends last.</summary>
        public IEnumerable<(int, Act)> Possible()
        {
            for (int who = 0; who < _people.Count; who++)
            {
                Person person = _people[who];
                if (person.IsAlive && !person.Waits)
                {
                    if (_people.Count < Most)
                    {
                        yield return (who, Act.Fork);
                    }

                    yield return (who, Act.Wait);
                    if (who != 0)
                    {
                        yield return (who, Act.Exit);
                    }
                }
            }
        }

        public void Do(int who, Act what)
        {
            Person person = _people[who];
            switch (what)
            {
                case Act.Fork:
                    uint id = _world.ForkOf(person.Thread);
                    uint thread = _world.System.Processes.TakeReady();
                    Assert.Equal(id, _world.System.Processes.Thread(thread).Id);
                    Assert.Equal(0u, _world.System.Processes.Thread(thread).Registers.Eax);
                    _people.Add(new Person(thread, person) { Id = id });
                    break;
                case Act.Exit:
                    _world.ExitOf(person.Thread, (uint)who);
                    person.IsAlive = false;
                    foreach (Person child in _people.Where(child => child.Parent == person && !child.IsGone))
                    {
                        child.Parent = _people[0];
                    }

                    Wake();
                    break;
                default:
                    NextStep next = _world.WaitOf(person.Thread, out uint found);
                    Expect(person, next, found);
                    break;
            }
        }

        public void Compare()
        {
            Assert.Equal((uint)_people.Count(person => !person.IsGone), _world.System.Processes.Count);
            foreach (Person person in _people.Where(person => person.IsAlive))
            {
                Process process = _world.System.Processes[_world.System.Processes.Thread(person.Thread).Process];
                Assert.Equal(person.Id, process.Id);
                Assert.Equal(person.Parent?.Id ?? 0,
                    process.Parent == 0 ? 0 : _world.System.Processes[process.Parent].Id);
                Assert.Equal(person.Waits, _world.System.Processes.Thread(person.Thread).State == ThreadState.Waits);
            }
        }

        public void EndAll()
        {
            foreach (Person person in _people.Where(person => person.IsAlive).Reverse())
            {
                _world.ExitOf(person.Thread, 0);
            }

            while (_world.System.Processes.TakeReady() != 0)
            {
            }

            Assert.Equal(0u, _world.System.Processes.Count);
            Assert.Equal(0u, _world.System.Spaces.Count);
        }

        // Whoever waits and has a zombie now can go on, and gets it.
        private void Wake()
        {
            for (uint ready = _world.System.Processes.TakeReady(); ready != 0;
                ready = _world.System.Processes.TakeReady())
            {
                Person person = _people.Single(person => person.IsAlive && person.Thread == ready);
                Assert.True(person.Waits);
                person.Waits = false;
                NextStep next = _world.System.Call(ready);
                Expect(person, next, _world.System.Processes.Thread(ready).Registers.Eax);
            }

            Assert.DoesNotContain(_people,
                person => person.Waits
                    && _people.Any(child => child.Parent == person && child is { IsAlive: false, IsGone: false }));
        }

        private void Expect(Person person, NextStep next, uint found)
        {
            Person[] children = [.. _people.Where(child => child.Parent == person && !child.IsGone)];
            if (children.Length == 0)
            {
                Assert.Equal((NextStep.Continue, NoChild), (next, found));
            }
            else if (children.All(child => child.IsAlive))
            {
                Assert.Equal(NextStep.Wait, next);
                person.Waits = true;
            }
            else
            {
                Assert.Equal(NextStep.Continue, next);
                children.Single(child => !child.IsAlive && child.Id == found).IsGone = true;
            }
        }

        private sealed class Person(uint thread, Person? parent)
        {
            public uint Thread => thread;

            public uint Id { get; init; }

            public Person? Parent { get; set; } = parent;

            public bool IsAlive { get; set; } = true;

            public bool IsGone { get; set; }

            public bool Waits { get; set; }
        }
    }
}
