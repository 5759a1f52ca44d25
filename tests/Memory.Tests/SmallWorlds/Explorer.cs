// Tries every sequence of operations of a small world, shortest first.
namespace Osmosis.Memory.Tests.SmallWorlds;

/// <summary>
/// Breadth first: all states that one operation leads to, then those that two do, … A state that was met before is not
/// looked into again. Only its digest is kept, and which operation led there from which state; the state itself is made
/// anew when its turn comes, which is cheap, as states follow each other that share most of their history.
/// </summary>
/// <param name="boot">Makes the world in its first state.</param>
internal sealed class Explorer(Func<ISmallWorld> boot)
{
    private readonly ISmallWorld _world = boot();
    private readonly HashSet<UInt128> _met = [];
    private readonly List<(int From, int Operation)> _states = [(-1, -1)];
    private readonly List<(int State, Action GoBack)> _path = [];
    private long _transitions;

    /// <summary>
    /// Looks at every state that at most <paramref name="depth"/> operations lead to. Throws
    /// <see cref="SequenceException"/> for a shortest sequence that something is wrong with.
    /// </summary>
    public Exploration Explore(int depth)
    {
        _met.Add(_world.Digest());
        _path.Add((0, _world.Save()));
        int layer = 0;
        int done = 0;
        for (; done < depth && layer < _states.Count; done++)
        {
            for (int end = _states.Count; layer < end; layer++)
            {
                Expand(layer);
            }
        }

        return new Exploration(_met.Count, _transitions, done, IsComplete: layer == _states.Count);
    }

    /// <summary>Tries every operation in a state.</summary>
    private void Expand(int state)
    {
        Action goBack = GoTo(state);
        for (int i = 0; i < _world.Operations.Count; i++)
        {
            try
            {
                if (!_world.Operations[i].TryApply())
                {
                    continue;
                }

                _transitions++;
                if (_met.Add(_world.Digest()))
                {
                    _states.Add((state, i));
                    _world.Check();
                }
            }
            catch (Exception exception)
            {
                throw Replay([.. OperationsTo(state), i], exception);
            }

            goBack();
        }
    }

    /// <summary>
    /// Makes a state again: from the last state on the way to the current one that is also on the way to this one.
    /// </summary>
    private Action GoTo(int state)
    {
        List<int> way = [.. WayTo(state)];
        int shared = 0;
        while (shared < way.Count && shared < _path.Count && _path[shared].State == way[shared])
        {
            shared++;
        }

        _path.RemoveRange(shared, _path.Count - shared);
        _path[^1].GoBack();
        foreach (int next in way[shared..])
        {
            _world.Operations[_states[next].Operation].TryApply();
            _path.Add((next, _world.Save()));
        }

        return _path[^1].GoBack;
    }

    private IEnumerable<int> WayTo(int state)
    {
        List<int> way = [];
        for (; state >= 0; state = _states[state].From)
        {
            way.Add(state);
        }

        way.Reverse();
        return way;
    }

    private IEnumerable<int> OperationsTo(int state) => WayTo(state).Skip(1).Select(step => _states[step].Operation);

    /// <summary>
    /// Does the sequence once more in a fresh world, so that what is told of the machine's last events belongs to it.
    /// </summary>
    private SequenceException Replay(List<int> sequence, Exception met)
    {
        ISmallWorld world = boot();
        string[] names = [.. sequence.Select(operation => world.Operations[operation].Name)];
        Exception cause = met;
        try
        {
            foreach (int operation in sequence)
            {
                world.Operations[operation].TryApply();
            }

            world.Check();
        }
        catch (Exception again)
        {
            cause = again;
        }

        return new SequenceException(names, _met.Count, cause);
    }
}

/// <param name="States">Different states that were met.</param>
/// <param name="Transitions">Operations that were tried in them.</param>
/// <param name="Depth">Operations of the longest sequences.</param>
/// <param name="IsComplete">No longer sequence leads to a state that was not met.</param>
internal readonly record struct Exploration(int States, long Transitions, int Depth, bool IsComplete)
{
    public override string ToString() =>
        $"{States:N0} states, {Transitions:N0} transitions, "
            + $"depth {Depth}{(IsComplete ? ": every state that can be reached" : "")}";
}

/// <summary>A shortest sequence of operations after which something is wrong.</summary>
internal sealed class SequenceException(string[] operations, int states, Exception cause)
    : Exception($"after {string.Join("; ", operations)}: {cause.Message}", cause)
{
    public IReadOnlyList<string> Operations => operations;

    /// <summary>States that had been met by then.</summary>
    public int States => states;
}
