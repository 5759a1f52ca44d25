namespace Osmosis.Programs.Processes;

/// <summary>Threads that could run, in the order in which they will. Each names the next.</summary>
public struct ReadyQueue
{
    private uint _first;
    private uint _last;

    public readonly bool IsEmpty => _first == 0;

    public void Add<T>(ref ProcessTable<T> table, uint thread)
        where T : struct, IProgramMachine
    {
        table.Thread(thread).NextReady = 0;
        if (_first == 0)
        {
            _first = thread;
        }
        else
        {
            table.Thread(_last).NextReady = thread;
        }

        _last = thread;
    }

    /// <summary>Takes one out of turn. It must be there.</summary>
    public void Remove<T>(ref ProcessTable<T> table, uint thread)
        where T : struct, IProgramMachine
    {
        uint before = 0;
        for (uint other = _first; other != thread; other = table.Thread(other).NextReady)
        {
            before = other;
        }

        uint next = table.Thread(thread).NextReady;
        _last = thread == _last ? before : _last;
        if (before == 0)
        {
            _first = next;
        }
        else
        {
            table.Thread(before).NextReady = next;
        }
    }

    /// <summary>Takes the one that has waited longest; 0 when there is none.</summary>
    public uint Take<T>(ref ProcessTable<T> table)
        where T : struct, IProgramMachine
    {
        uint thread = _first;
        _first = thread == 0 ? 0 : table.Thread(thread).NextReady;
        return thread;
    }
}
