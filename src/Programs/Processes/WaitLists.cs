using System.Runtime.CompilerServices;

namespace Osmosis.Programs.Processes;

/// <summary>
/// The threads that wait, in lists by what they wait for, and once more in the order of their deadlines. Each names its
/// neighbours.
/// </summary>
public struct WaitLists
{
    private const uint Lists = 64;
    private const uint Any = 0;

    private Heads _heads;
    private uint _firstDeadline;

    /// <summary>The first deadline that a waiting thread has; none when it is all ones.</summary>
    public readonly ulong NextDeadline<T>(ref ProcessTable<T> table)
        where T : struct, IProgramMachine
        => _firstDeadline == 0 ? Thread.NoDeadline : table.Thread(_firstDeadline).Deadline;

    /// <summary>A thread waits, at most until its deadline.</summary>
    public void Add<T>(ref ProcessTable<T> table, uint thread, WaitChannel channel)
        where T : struct, IProgramMachine
    {
        ref Thread waits = ref table.Thread(thread);
        waits.Channel = channel;
        ref uint head = ref _heads[(int)ListOf(channel)];
        waits.NextWaiting = head;
        waits.PreviousWaiting = 0;
        if (head != 0)
        {
            table.Thread(head).PreviousWaiting = thread;
        }

        head = thread;
        if (waits.Deadline != Thread.NoDeadline)
        {
            AddDeadline(ref table, thread);
        }
    }

    /// <summary>A thread waits no longer.</summary>
    public void Remove<T>(ref ProcessTable<T> table, uint thread)
        where T : struct, IProgramMachine
    {
        ref Thread waits = ref table.Thread(thread);
        if (waits.PreviousWaiting == 0)
        {
            _heads[(int)ListOf(waits.Channel)] = waits.NextWaiting;
        }
        else
        {
            table.Thread(waits.PreviousWaiting).NextWaiting = waits.NextWaiting;
        }

        if (waits.NextWaiting != 0)
        {
            table.Thread(waits.NextWaiting).PreviousWaiting = waits.PreviousWaiting;
        }

        if (waits.Deadline != Thread.NoDeadline)
        {
            RemoveDeadline(ref table, thread);
        }
    }

    /// <summary>A thread that waits on a channel, or on all; 0 when there is none.</summary>
    public readonly uint Find<T>(ref ProcessTable<T> table, WaitChannel channel)
        where T : struct, IProgramMachine
    {
        uint thread = _heads[(int)ListOf(channel)];
        while (thread != 0 && table.Thread(thread).Channel.Value != channel.Value)
        {
            thread = table.Thread(thread).NextWaiting;
        }

        return thread != 0 ? thread : _heads[(int)Any];
    }

    /// <summary>A thread whose deadline has come; 0 when there is none.</summary>
    public readonly uint FindDue<T>(ref ProcessTable<T> table, ulong now)
        where T : struct, IProgramMachine
        => _firstDeadline != 0 && table.Thread(_firstDeadline).Deadline <= now ? _firstDeadline : 0;

    private static uint ListOf(WaitChannel channel) =>
        channel.Value == 0 ? Any : 1 + (((channel.Value >> 28) + channel.Value) % (Lists - 1));

    private void AddDeadline<T>(ref ProcessTable<T> table, uint thread)
        where T : struct, IProgramMachine
    {
        ulong deadline = table.Thread(thread).Deadline;
        ref uint link = ref _firstDeadline;
        while (link != 0 && table.Thread(link).Deadline <= deadline)
        {
            link = ref table.Thread(link).NextDeadline;
        }

        table.Thread(thread).NextDeadline = link;
        link = thread;
    }

    private void RemoveDeadline<T>(ref ProcessTable<T> table, uint thread)
        where T : struct, IProgramMachine
    {
        ref uint link = ref _firstDeadline;
        while (link != thread)
        {
            link = ref table.Thread(link).NextDeadline;
        }

        link = table.Thread(thread).NextDeadline;
    }

    [InlineArray((int)Lists)]
    private struct Heads
    {
        private uint _first;
    }
}
