// Tries every sequence of operations, shortest first, and goes on after a broken rule to find what else is wrong.
using System.Diagnostics;
using Osmosis.Lab.Checking;

namespace Osmosis.Lab.Searching;

/// <summary>A broken rule: the shortest sequence, as numbers of operations, and what was forgiven when it was found.
/// </summary>
internal sealed record Break(string Rule, int[] Operations, IReadOnlySet<string> Forgiven);

/// <param name="createWorld">Makes the world at its beginning, with the rules that are forgiven.</param>
/// <param name="rules">The lab's rules.</param>
/// <param name="deepest">The length of the longest sequence.</param>
/// <param name="mostStates">No more states than these are reached.</param>
internal sealed class Search(
    Func<IReadOnlySet<string>, World> createWorld, IReadOnlyList<Rule> rules, int deepest, int mostStates)
{
    private const int FirstDepth = 2;

    private readonly Dictionary<string, Break> _breaks = [];
    private readonly Dictionary<string, int> _exercised = [];
    private readonly HashSet<UInt128> _modelStates = [];
    private bool _stopsAtFirst;

    public IReadOnlyDictionary<string, Break> Breaks => _breaks;

    /// <summary>The states of machine and model of the last search.</summary>
    public int States { get; private set; }

    /// <summary>The states of the model that were reached in any search.</summary>
    public int ModelStates => _modelStates.Count;

    public long Transitions { get; private set; }

    public int Depth { get; private set; }

    public bool IsComplete { get; private set; }

    public int Searches { get; private set; }

    public double Seconds { get; private set; }

    public bool WasExercised(string rule) => _exercised.GetValueOrDefault(rule) > 0;

    /// <summary>
    /// What is wrong shows early: shallow searches find and forgive it, so that the deep one is done once.
    /// </summary>
    public void Run()
    {
        Stopwatch watch = Stopwatch.StartNew();
        HashSet<string> forgiven = [];
        for (int depth = Math.Min(FirstDepth, deepest); ; depth = Math.Min(depth + 1, deepest))
        {
            do
            {
                Searches++;
                Explore([.. forgiven], depth);
            }
            while (ForgiveMore(forgiven));

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
        for (int depth = 1; depth <= deepest && _breaks.Count == 0; depth++)
        {
            Explore([], depth);
        }

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

    private void Explore(HashSet<string> forgiven, int depth)
    {
        World world = createWorld(forgiven);
        HashSet<UInt128> met = [world.Digest()];
        List<State> states = [new State(-1, -1, 0, world.Save())];
        _modelStates.Add(world.ModelDigest());
        IsComplete = true;
        Depth = 0;
        for (int number = 0; number < states.Count; number++)
        {
            if (states[number].Depth >= depth || states.Count > mostStates || (_stopsAtFirst && _breaks.Count > 0))
            {
                IsComplete = false;
                break;
            }

            states[number].GoBack();
            for (int operation = 0; operation < world.Operations.Count; operation++)
            {
                if (Try(world, operation, states, number, forgiven) && met.Add(world.Digest()))
                {
                    states.Add(new State(number, operation, states[number].Depth + 1, world.Save()));
                    _modelStates.Add(world.ModelDigest());
                    Depth = states[^1].Depth;
                }

                states[number].GoBack();
            }
        }

        States = met.Count;
        foreach (Rule rule in rules)
        {
            _exercised[rule.Name] = _exercised.GetValueOrDefault(rule.Name) + world.Machine.Exercised(rule.Name);
        }
    }

    /// <summary>False when the operation makes no sense here, or broke a rule.</summary>
    private bool Try(World world, int operation, List<State> states, int number, HashSet<string> forgiven)
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
            if (!_breaks.ContainsKey(broken.Rule))
            {
                List<int> operations = [operation];
                for (int at = number; states[at].From >= 0; at = states[at].From)
                {
                    operations.Insert(0, states[at].Operation);
                }

                _breaks[broken.Rule] = new Break(broken.Rule, [.. operations], forgiven);
            }

            return false;
        }
    }

    private readonly record struct State(int From, int Operation, int Depth, Action GoBack);
}
