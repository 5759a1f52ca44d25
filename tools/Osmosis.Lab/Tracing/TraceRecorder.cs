// Watches a replay: a picture after each event, and runs of like events in one step.
using Osmosis.Lab.Checking;
using Osmosis.Labs;

namespace Osmosis.Lab.Tracing;

internal sealed class TraceRecorder
{
    /// <summary>An answer that changes more than this before it breaks a rule is shown from later on.</summary>
    private const int MostSteps = 400;

    private const int LongestPattern = 4;

    private readonly List<Recorded> _steps = [];
    private MachinePicture? _before;
    private MachineEvent? _pending;
    private string _place = "";
    private int _leftOut;

    public Trace Trace => new(_before ?? PictureChanges.Nothing, [.. _steps.Select(step => step.ToStep())], _leftOut);

    /// <summary>An event is about to take effect, or a call has ended.</summary>
    /// <param name="world">The world that is replayed.</param>
    /// <param name="happened">The event; null at the end of an operation.</param>
    public void Watch(World world, MachineEvent? happened)
    {
        LabMachine machine = world.Machine;
        _before ??= MachinePictures.Take(machine);
        if (_pending is { } pending)
        {
            Add(pending, machine);
        }

        _pending = happened is { Kind: MachineEventKind.Return } ? null : happened;
        _place = happened is null ? "" : EventText.Place(happened, machine);
        if (happened is null)
        {
            // A call that the answer took no part in, such as a program's access, has no line.
            int line = world.LastMethod.Length == 0 ? 0 : Guard.Line;
            Keep(new Recorded("end", machine.Call, "", "", [line], 0, MachinePictures.Take(machine), false));
        }
    }

    private void Add(MachineEvent happened, LabMachine machine)
    {
        MachinePicture picture = MachinePictures.Take(machine);
        bool isQuiet = happened.Kind is MachineEventKind.Load or MachineEventKind.Store
            && !PictureChanges.AnyThatCount(_steps.Count > 0 ? _steps[^1].After : _before!, picture);
        Keep(new Recorded(
            happened.Kind.ToString().ToLowerInvariant(), happened.Call, EventText.Of(happened, machine), _place,
            [.. happened.Stack.Select(line => line.Line)], happened.Address, picture, isQuiet)
        {
            Value = happened.Value,
        });
    }

    private void Keep(Recorded step)
    {
        _steps.Add(step);
        for (int length = 1; length <= LongestPattern && !Fold(length); length++)
        {
        }

        if (_steps.Count > MostSteps)
        {
            _before = _steps[0].After;
            _leftOut += _steps[0].Count;
            _steps.RemoveAt(0);
        }
    }

    /// <summary>Joins the last steps with those before them, when a loop did the same once more and nothing changed.
    /// </summary>
    private bool Fold(int length)
    {
        int last = _steps.Count - length, before = last - length;
        if (before < 0)
        {
            return false;
        }

        for (int at = 0; at < length; at++)
        {
            if (!_steps[last + at].IsLike(_steps[before + at]))
            {
                return false;
            }
        }

        for (int at = 0; at < length; at++)
        {
            _steps[before + at].Join(_steps[last + at]);
        }

        _steps.RemoveRange(last, length);
        return true;
    }

    private sealed record Recorded(
        string Kind, int Call, string What, string Place, int[] Lines, uint First, MachinePicture After, bool IsQuiet)
    {
        private uint _last = First;

        public uint? Value { get; set; }

        public int Count { get; private set; } = 1;

        public MachinePicture After { get; private set; } = After;

        public bool IsLike(Recorded other) =>
            IsQuiet && other.IsQuiet && Kind == other.Kind && Call == other.Call
            && Lines.AsSpan().SequenceEqual(other.Lines);

        public void Join(Recorded later)
        {
            Count += later.Count;
            _last = later._last;
            After = later.After;
            Value = Value == later.Value ? Value : null;
        }

        public TraceStep ToStep() => new(
            Kind, Call, Count, Count == 1 ? What : EventText.OfRun(Kind, Count, First, _last, Value),
            Count == 1 ? Place : "", Lines.FirstOrDefault(), [.. Lines.Skip(1)], After);
    }
}
