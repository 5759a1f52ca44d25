// Does the shortest sequence once more, with the answer's lines at every event, and says which of them broke the rule.
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
        Replay replay = Do(found, createWorld, null);
        return replay._broken is null || replay._broken.Rule != found.Rule
            ? (replay.NotRepeated(verdict), default)
            : replay.Explained(verdict, found, lab);
    }

    /// <summary>Does the sequence with somebody who is told of each event and each operation's end.</summary>
    public static Replay Do(
        Break found, Func<IReadOnlySet<string>, World> createWorld, Action<World, MachineEvent?>? watcher)
    {
        World world = createWorld(found.Forgiven);
        Replay replay = new(world);
        world.Machine.Events = replay._events;
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
        MachineEvent? blamed = _broken!.Blame.Find(_events, found.Operations.Length - 1);
        IReadOnlyList<AnswerLine> stack = blamed?.Stack ?? [];
        if (stack.Count == 0 && _broken.Blame.Line == 0 && _events.Count > 0
            && _events[^1].Stack is [AnswerLine inner, ..] && inner.Line == Guard.Line)
        {
            // The rule was broken in the line of the last event, which knows the method that the line is in.
            stack = _events[^1].Stack;
        }

        if (stack.Count == 0)
        {
            stack = [new AnswerLine(_world.LastMethod, _broken.Blame.Line > 0 ? _broken.Blame.Line : Guard.Line)];
        }

        int chosen = Chosen(stack, lab);
        AnswerLine innermost = stack[0], line = stack[chosen];
        string why = _broken.Why;
        if (chosen == 0 && _broken.Blame.IsOfAddress && (blamed is null ? _origin : blamed.Origin) is { } origin
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
            What = _broken.Message,
            Steps = _steps,
            Said = _broken.Said.ToString(),
            Expected = _broken.Expected.ToString(),
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
