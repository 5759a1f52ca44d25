// Tries every sequence of operations, shortest first, and goes on after a broken rule to find what else is wrong.
using System.Diagnostics;
using System.Runtime.InteropServices;
using Osmosis.Lab.Checking;
using Osmosis.Labs;

namespace Osmosis.Lab.Searching;

/// <summary>A broken rule: the shortest sequence, as numbers of operations, and what was forgiven when it was found.
/// </summary>
internal sealed record Break(string Rule, int[] Operations, IReadOnlySet<string> Forgiven);

/// <param name="createWorld">Makes the world at its beginning, with the rules that are forgiven.</param>
/// <param name="rules">The lab's rules.</param>
/// <param name="deepest">The length of the longest sequence.</param>
/// <param name="mostStates">Beyond so many states only those are kept that are new to the model.</param>
internal sealed class Search(
    Func<IReadOnlySet<string>, World> createWorld, IReadOnlyList<Rule> rules, int deepest, int mostStates)
{
    private const int FirstDepth = 2;

    /// <summary>No more breaks than these are kept of a rule.</summary>
    private const int MostBreaks = 3;

    private readonly Dictionary<string, List<Break>> _breaks = [];
    private readonly HashSet<(string Rule, string Method, int Line)> _brokenLines = [];
    private readonly HashSet<string> _exercised = [];
    private readonly Dictionary<UInt128, int> _modelStates = [];
    private bool _stopsAtFirst;

    // Of the search that runs: the rules that it forgives, its states in the order in which they were met, and how many
    // of them have been explored.
    private HashSet<string> _forgiven = [];
    private World? _world;
    private HashSet<UInt128> _met = [];
    private HashSet<UInt128> _modelMet = [];
    private List<State> _states = [];
    private int _explored;

    /// <summary>The breaks of each broken rule, shortest first, each at another method or line.</summary>
    public IReadOnlyDictionary<string, List<Break>> Breaks => _breaks;

    /// <summary>The states of machine and model of the last search.</summary>
    public int States { get; private set; }

    /// <summary>The states of the model that were reached in any search, by the fewest calls that reach them.</summary>
    public IReadOnlyList<int> ModelStates
    {
        get
        {
            int[] states = new int[_modelStates.Values.Max() + 1];
            foreach (int calls in _modelStates.Values)
            {
                states[calls]++;
            }

            return states;
        }
    }

    public long Transitions { get; private set; }

    public int Depth { get; private set; }

    public bool IsComplete { get; private set; }

    /// <summary>States were left out: there were too many.</summary>
    public bool IsLimited { get; private set; }

    /// <summary>How often it began again, with more rules forgiven.</summary>
    public int Searches { get; private set; }

    public double Seconds { get; private set; }

    public bool WasExercised(string rule) => _exercised.Contains(rule);

    /// <summary>
    /// What is wrong shows early: shallow searches find and forgive it, so that the deep part is done once. A search
    /// that found nothing to forgive is continued.
    /// </summary>
    public void Run()
    {
        Stopwatch watch = Stopwatch.StartNew();
        HashSet<string> forgiven = [];
        Begin(forgiven);
        for (int depth = Math.Min(FirstDepth, deepest); ; depth = Math.Min(depth + 1, deepest))
        {
            Explore(depth);
            while (ForgiveMore(forgiven))
            {
                Begin(forgiven);
                Explore(depth);
            }

            if (IsComplete || depth >= deepest)
            {
                break;
            }
        }

        Seconds = watch.Elapsed.TotalSeconds;
    }

    /// <summary>Whether a rule is broken at all, without a word about the others.</summary>
    public bool FindsABreak()
    {
        _stopsAtFirst = true;
        Begin([]);
        Explore(deepest);
        return _breaks.Count > 0;
    }

    private bool ForgiveMore(HashSet<string> forgiven)
    {
        bool isMore = false;
        foreach (Rule rule in rules)
        {
            isMore |= rule.IsForgivable && _breaks.ContainsKey(rule.Name) && forgiven.Add(rule.Name);
        }

        return isMore;
    }

    private void Begin(HashSet<string> forgiven)
    {
        Searches++;
        _forgiven = [.. forgiven];
        _world = createWorld(_forgiven);
        _met = [_world.Digest()];
        _modelMet = [_world.ModelDigest()];
        IsLimited = false;
        _states = [new State(-1, -1, 0, _world.Save())];
        _explored = 0;
        NoteModelState(_world, 0);
        Depth = 0;
    }

    /// <summary>Tries every operation in every state of a smaller depth that was not explored yet.</summary>
    private void Explore(int depth)
    {
        World world = _world!;
        while (_explored < _states.Count && _states[_explored].Depth < depth
            && !(_stopsAtFirst && _breaks.Count > 0))
        {
            State state = _states[_explored];
            state.GoBack();
            for (int operation = 0; operation < world.Operations.Count; operation++)
            {
                if (Try(world, operation) && _met.Add(world.Digest()) && IsKept(world))
                {
                    _states.Add(new State(_explored, operation, state.Depth + 1, world.Save()));
                    Depth = state.Depth + 1;
                    NoteModelState(world, Depth);
                }

                state.GoBack();
            }

            _explored++;
        }

        IsComplete = _explored == _states.Count && !IsLimited;
        States = _met.Count;
        _exercised.UnionWith(rules.Select(rule => rule.Name).Where(name => world.Machine.Exercised(name) > 0));
    }

    /// <summary>
    /// An answer that leaves something else behind each time has states without number. Then one is kept of those that
    /// the model doesn't tell apart: every call is still tried in every situation.
    /// </summary>
    private bool IsKept(World world)
    {
        bool isKept = _modelMet.Add(world.ModelDigest()) || _states.Count < mostStates;
        IsLimited |= !isKept;
        return isKept;
    }

    private void NoteModelState(World world, int depth)
    {
        ref int fewest = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _modelStates, world.ModelDigest(), out bool isKnown);
        fewest = isKnown ? Math.Min(fewest, depth) : depth;
    }

    /// <summary>False when the operation makes no sense here, or broke a rule.</summary>
    private bool Try(World world, int operation)
    {
        try
        {
            if (!world.Operations[operation].TryApply())
            {
                return false;
            }

            Transitions++;
            return true;
        }
        catch (BrokenRuleException broken)
        {
            Transitions++;
            Keep(broken.Rule, world.Operations[operation].Method, operation);
            return false;
        }
    }

    private void Keep(string rule, string method, int operation)
    {
        if (!_breaks.TryGetValue(rule, out List<Break>? breaks))
        {
            _breaks[rule] = breaks = [];
        }

        if (breaks.Count == MostBreaks || !_brokenLines.Add((rule, method, Guard.Line)))
        {
            return;
        }

        List<int> operations = [operation];
        for (int at = _explored; _states[at].From >= 0; at = _states[at].From)
        {
            operations.Insert(0, _states[at].Operation);
        }

        breaks.Add(new Break(rule, [.. operations], _forgiven));
    }

    private readonly record struct State(int From, int Operation, int Depth, Action GoBack);
}
