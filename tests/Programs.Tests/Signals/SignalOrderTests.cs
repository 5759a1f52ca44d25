// Every order of a few steps around signals, and long random ones, against a model: what is pending and blocked, what
// has become of the process, and what its parent is told.
using CsCheck;
using Osmosis.Programs.Delivery;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Signals;
using Osmosis.Programs.Tests.Processes;
using Thread = Osmosis.Programs.Processes.Thread;

namespace Osmosis.Programs.Tests.Signals;

[Slow]
public sealed class SignalOrderTests
{
    private const uint Handler = 0x0804_9000;
    private const uint Stack = 0x2000_0000;
    private const uint StackBytes = 32 * 4096;

    private static readonly Signal[] _signals =
        [Signal.User1, Signal.Terminate, Signal.Child, Signal.Continue, Signal.TerminalStop, Signal.Stop, Signal.Kill];

    private static readonly Step[] _steps =
    [
        .. _signals.Select(signal => new Step(Act.Send, signal)),
        new(Act.Catch, Signal.User1), new(Act.Ignore, Signal.User1), new(Act.Reset, Signal.User1),
        new(Act.Catch, Signal.TerminalStop), new(Act.Block, Signal.User1), new(Act.Block, Signal.TerminalStop),
        new(Act.Block, Signal.Continue),
        new(Act.Unblock, default), new(Act.Return, default),
    ];

    private enum Act
    {
        Send,
        Catch,
        Ignore,
        Reset,
        Block,
        Unblock,
        Return,
    }

    [Fact]
    public void Every_order_of_three_steps_does_what_the_model_says()
    {
        Pair pair = new();
        int orders = 0;
        foreach (Step first in _steps)
        {
            foreach (Step second in _steps)
            {
                foreach (Step third in _steps)
                {
                    pair.Try([first, second, third]);
                    orders++;
                }
            }
        }

        Assert.Equal(_steps.Length * _steps.Length * _steps.Length, orders);
    }

    [Fact]
    public void Long_orders_do_what_the_model_says()
    {
        Pair pair = new();
        int steps = 0;
        Gen.Int[0, _steps.Length - 1].Select(i => _steps[i]).Array[5, 40].Sample(
            order =>
            {
                pair.Try([.. order.Where(step => step.Signal is not (Signal.Kill or Signal.Terminate))]);
                steps += order.Length;
            },
            iter: 300,
            threads: 1);
        Assert.InRange(steps, 3_000, int.MaxValue);
    }

    private readonly record struct Step(Act What, Signal Signal);

    /// <summary>A parent, and a child of its for each order, in a group of its own so that it can be stopped.</summary>
    private sealed class Pair
    {
        private readonly ProgramWorld _world = new();
        private readonly uint _parent;
        private uint _child;
        private uint _thread;
        private Model _model = new();

        public Pair()
        {
            _parent = _world.Start();
            _world.Call(_parent, 192, out uint memory, Stack, StackBytes, 3, 0x32, uint.MaxValue, 0);
            Assert.Equal(Stack, memory);
            ref Thread parent = ref _world.System.Processes.Thread(_parent);
            parent.Registers.Esp = Stack + StackBytes;

            // Otherwise it would not be told.
            _world.System.Processes[parent.Process].Signals.Actions[(int)Signal.Child - 1].Handler = Handler;
        }

        private ref Thread Thread => ref _world.System.Processes.Thread(_thread);

        private ref Process Child => ref _world.System.Processes[_child];

        public void Try(Step[] order)
        {
            _model = new Model();
            _world.ForkOf(_parent);
            _thread = _world.System.Processes.TakeReady();
            _child = Thread.Process;
            Child.Job.Group = Child.Id;
            Child.Signals.Actions[(int)Signal.Child - 1] = default;
            foreach (Step step in order.TakeWhile(_ => _model.EndedBy == Signal.None))
            {
                Take(step);
                Assert.True(IsAsModel(), $"{string.Join(", ", order)}: {Describe()}, not {_model}");
            }

            _world.System.Send(_child, Signal.Kill, default);
            Run();
            uint parent = _world.System.Processes.Thread(_parent).Process;
            Assert.True(Child.IsZombie);
            _world.System.Processes.Reap(_child);
            _world.System.Processes.Thread(_parent).Signals.Pending = default;
            Assert.Equal(0u, _world.System.Processes[parent].FirstChild);
        }

        private void Take(Step step)
        {
            _world.System.Processes.Thread(_parent).Signals.Pending = default;
            ref SignalAction action = ref Child.Signals.Actions[Math.Max(0, (int)step.Signal - 1)];
            switch (step.What)
            {
                case Act.Send:
                    _world.System.Send(_child, step.Signal, new SignalCause(SignalCode.User, 1));
                    break;
                case Act.Block:
                    Thread.Signals.Block(Thread.Signals.Blocked | SignalSet.Of(step.Signal));
                    break;
                case Act.Unblock:
                    Thread.Signals.Block(default);
                    break;
                case Act.Return when _model.CanReturn:
                    Thread.Registers.Esp += 8;
                    Thread.Registers.Eax = 119;
                    Programs.Calls.CallDispatch.Call(ref _world.System, _thread);
                    break;
                case Act.Return:
                    break;
                default:
                    action.Handler = step.What switch { Act.Catch => Handler, Act.Ignore => 1, _ => 0 };
                    break;
            }

            _model.Take(step);
            Run();
            _model.Run();
        }

        private void Run()
        {
            // Continued or to be killed, it stands among those that can run.
            while (_world.System.Processes.TakeReady() is uint ready && ready != 0)
            {
                Assert.Equal(_thread, ready);
            }

            if (!Child.IsZombie && Thread.State == Programs.Processes.ThreadState.Ready)
            {
                _world.System.Deliver(_thread);
            }
        }

        private bool IsAsModel() => Describe() == _model.ToString();

        private string Describe()
        {
            bool hasEnded = Child.IsZombie;
            ulong told = _world.System.Processes.Thread(_parent).Signals.Pending.Bits;
            return hasEnded
                ? $"ended by {(Signal)Child.Status}, told {told != 0}"
                : $"pending {Thread.Signals.Pending.Bits:x}, blocked {Thread.Signals.Blocked.Bits:x}, "
                    + $"stopped {Child.Job.StoppedBy} {Child.Job.HasStopped} {Child.Job.HasContinued}, "
                    + $"told {told != 0}";
        }
    }

    /// <summary>What should be.</summary>
    private sealed class Model
    {
        private readonly SortedSet<Signal> _pending = [];
        private readonly Dictionary<Signal, Act> _actions = [];
        private readonly Stack<HashSet<Signal>> _before = [];
        private HashSet<Signal> _blocked = [];
        private Signal _stoppedBy;
        private bool _hasStopped;
        private bool _hasContinued;
        private bool _isTold;

        public Signal EndedBy { get; private set; }

        public bool CanReturn => _before.Count != 0 && _stoppedBy == Signal.None;

        public void Take(Step step)
        {
            _isTold = false;
            switch (step.What)
            {
                case Act.Send:
                    Send(step.Signal);
                    break;
                case Act.Block:
                    _blocked = [.. _blocked, step.Signal];
                    break;
                case Act.Unblock:
                    _blocked = [];
                    break;
                case Act.Return:
                    _blocked = CanReturn ? _before.Pop() : _blocked;
                    break;
                default:
                    _actions[step.Signal] = step.What;
                    break;
            }
        }

        public void Run()
        {
            while (_stoppedBy == Signal.None && EndedBy == Signal.None && _pending.Except(_blocked).Any())
            {
                Signal signal = _pending.Except(_blocked).First();
                _pending.Remove(signal);
                if (_actions.GetValueOrDefault(signal) == Act.Catch)
                {
                    _before.Push(_blocked);
                    _blocked = [.. _blocked, signal];
                }
                else if (signal is Signal.Stop or Signal.TerminalStop)
                {
                    (_stoppedBy, _hasStopped, _hasContinued, _isTold) = (signal, true, false, true);
                }
                else if (!IsIgnored(signal))
                {
                    (EndedBy, _isTold) = (signal, true);
                }
            }
        }

        public override string ToString() => EndedBy != Signal.None
            ? $"ended by {EndedBy}, told {_isTold}"
            : $"pending {Bits(_pending):x}, blocked {Bits(_blocked):x}, "
                + $"stopped {_stoppedBy} {_hasStopped} {_hasContinued}, told {_isTold}";

        private static ulong Bits(IEnumerable<Signal> signals) =>
            signals.Aggregate(0ul, (bits, signal) => bits | (1ul << ((int)signal - 1)));

        private void Send(Signal signal)
        {
            if (signal is Signal.Stop or Signal.TerminalStop)
            {
                _pending.Remove(Signal.Continue);
            }
            else if (signal == Signal.Continue)
            {
                _pending.ExceptWith([Signal.Stop, Signal.TerminalStop]);
                if (_stoppedBy != Signal.None)
                {
                    (_stoppedBy, _hasStopped, _hasContinued, _isTold) = (Signal.None, false, true, true);
                }
            }
            else if (signal == Signal.Kill)
            {
                _stoppedBy = Signal.None;
            }

            if (_blocked.Contains(signal) || !IsIgnored(signal))
            {
                _pending.Add(signal);
            }
        }

        private bool IsIgnored(Signal signal) => _actions.GetValueOrDefault(signal, Act.Reset) switch
        {
            Act.Ignore => true,
            Act.Reset => signal is Signal.Child or Signal.Continue,
            _ => false,
        };
    }
}
