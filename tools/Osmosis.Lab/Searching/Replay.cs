// Does the shortest sequence once more, with the answer's lines at the events that count, and says which of them broke
// the rule.
using Osmosis.Lab.Checking;
using Osmosis.Labs;

namespace Osmosis.Lab.Searching;

/// <summary>A sequence done again.</summary>
internal sealed class Replay
{
    private readonly World _world;
    private readonly List<MachineEvent> _events = [];
    private readonly List<string> _steps = [];
    private BrokenRuleException? _broken;
    private AnswerLine? _origin;
    private List<int> _ran = [];

    private Replay(World world) => _world = world;

    /// <summary>Fills in what the rule's verdict says of the break, and names the innermost line of those that led to
    /// it: the verdict's own may be of its caller.</summary>
    public static (RuleVerdict Verdict, AnswerLine Innermost) Tell(
        Break found, RuleVerdict verdict, SearchedLab lab, Func<IReadOnlySet<string>, World> createWorld)
    {
        Replay replay = Do(found, createWorld, null, []);
        if (replay.Repeats(found))
        {
            replay = Do(found, createWorld, null, replay.WantedLines());
        }

        return replay.Repeats(found)
            ? replay.Explained(verdict, found, lab)
            : (replay.NotRepeated(verdict), default);
    }

    /// <summary>Does the sequence with somebody who is told of each event and each operation's end.</summary>
    public static void Watch(
        Break found, Func<IReadOnlySet<string>, World> createWorld, Action<World, MachineEvent?> watcher) =>
        Do(found, createWorld, watcher, null);

    /// <param name="found">The break whose sequence it is.</param>
    /// <param name="createWorld">Makes the world at its beginning, with the rules that are forgiven.</param>
    /// <param name="watcher">Is told of each event, and of each operation's end without one.</param>
    /// <param name="traced">The numbers of the events whose lines are wanted; null: all.</param>
    private static Replay Do(Break found, Func<IReadOnlySet<string>, World> createWorld,
        Action<World, MachineEvent?>? watcher, IReadOnlyList<int>? traced)
    {
        World world = createWorld(found.Forgiven);
        Replay replay = new(world);
        world.Machine.Events = replay._events;
        world.Machine.Traced = traced;
        if (watcher is not null)
        {
            world.Machine.Watcher = happened => watcher(world, happened);
        }

        foreach (int operation in found.Operations)
        {
            replay.Apply(world.Operations[operation]);
            watcher?.Invoke(world, null);
            world.Machine.Call++;
        }

        Guard.Ran = null;
        Guard.Computed = null;
        return replay;
    }

    private void Apply(Operation operation)
    {
        _world.Forget();
        Guard.Ran = [];
        Guard.Computed = [];
        try
        {
            operation.TryApply();
        }
        catch (BrokenRuleException broken)
        {
            _broken = broken;
            _origin = AnswerStack.OriginOf(broken.Blame.Address);
        }

        _ran = Guard.Ran;
        _steps.Add(_world.LastAnswer.Length == 0 ? operation.Name : $"{operation.Name} ⇒ {_world.LastAnswer}");
    }

    private bool Repeats(Break found) => _broken?.Rule == found.Rule;

    /// <summary>The numbers of the events whose lines say who is to blame: the blamed one, and the last. All (null),
    /// when the blamed one is found by its line.</summary>
    private int[]? WantedLines()
    {
        if (_broken!.Blame.ReadsLines)
        {
            return null;
        }

        MachineEvent? blamed = BlamedEvent();
        return [_events.FindIndex(happened => ReferenceEquals(happened, blamed)), _events.Count - 1];
    }

    private MachineEvent? BlamedEvent() => _broken!.Blame.Find(_events, _steps.Count - 1);

    private RuleVerdict NotRepeated(RuleVerdict verdict) => verdict with
    {
        Passed = false,
        Points = 0,
        What = "the rule was broken once, and not when the same calls were made again",
        Steps = _steps,
        Why = "the answer keeps something outside the machine",
    };

    private (RuleVerdict, AnswerLine) Explained(RuleVerdict verdict, Break found, SearchedLab lab)
    {
        BrokenRuleException broken = _broken!;
        MachineEvent? blamed = BlamedEvent();
        IReadOnlyList<AnswerLine> stack = blamed?.Stack ?? [];
        if (stack.Count == 0 && broken.Blame.Line == 0 && _events.Count > 0
            && _events[^1].Stack is [AnswerLine inner, ..] && inner.Line == Guard.Line)
        {
            // The rule was broken in the line of the last event, which knows the method that the line is in.
            stack = _events[^1].Stack;
        }

        if (stack.Count == 0)
        {
            stack = [new AnswerLine(_world.LastMethod, broken.Blame.Line > 0 ? broken.Blame.Line : Guard.Line)];
        }

        int chosen = Chosen(stack, lab);
        AnswerLine innermost = stack[0], line = stack[chosen];
        string why = broken.Why;
        if (chosen == 0 && broken.Blame.IsOfAddress && (blamed is null ? _origin : blamed.Origin) is { } origin
            && origin != line)
        {
            why = $"the address that this line gives is used at line {line.Line}";
            stack = [origin, line];
            line = origin;
        }

        return (verdict with
        {
            Passed = false,
            Points = 0,
            What = broken.Message,
            Steps = _steps,
            Said = broken.Said.ToString(),
            Expected = broken.Expected.ToString(),
            Line = line.Line > 0 ? $"{lab.FileName}:{line.Line}" : "",
            Method = line.Method,
            Callers = [.. stack.Where(other => other != line).Select(other => other.Line)],
            Why = why,
            Ran = [.. _ran.Distinct()],
            Forgiven = [.. found.Forgiven.Order()],
            Trace = found.Operations,
        }, innermost);
    }

    /// <summary>
    /// Which of the lines is to blame: the innermost. But a method that is judged for itself, and is called by another
    /// such, did what it was asked to: shorter sequences have tried it. Then its caller's line is.
    /// </summary>
    private static int Chosen(IReadOnlyList<AnswerLine> stack, SearchedLab lab)
    {
        int outermost = stack.Count - 1;
        for (int at = outermost - 1; at >= 0; at--)
        {
            if (lab.Judges(stack[at].Method) && stack[at].Method != stack[outermost].Method)
            {
                return at + 1;
            }
        }

        return 0;
    }
}
