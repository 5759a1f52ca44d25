using System;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Processes;

/// <summary>
/// All processes and threads. Every operation takes what it needs before it changes anything. The default value is not
/// usable: <see cref="Initialise"/> makes it so.
/// </summary>
public struct ProcessTable<T>
    where T : struct, IProgramMachine
{
    private RecordPool<T, Process> _processes;
    private RecordPool<T, Thread> _threads;
    private ReadyQueue _ready;
    private WaitLists _waiting;
    private uint _lastId;
    private uint _first;

    /// <summary>Processes, zombies included.</summary>
    public readonly uint Count => _processes.Taken;

    /// <summary>One past the highest index that a process ever had.</summary>
    public readonly uint End => _processes.End;

    /// <summary>The number that a process was given last.</summary>
    public readonly uint LastId => _lastId;

    /// <summary>Index of the process that was made first, to which orphans go; 0 when there is none.</summary>
    public readonly uint First => _first;

    public readonly ref Process this[uint process] => ref _processes[process];

    public void Initialise(T machine)
    {
        _processes.Initialise(machine);
        _threads.Initialise(machine);
    }

    public readonly ref Thread Thread(uint thread) => ref _threads[thread];

    /// <summary>The process with a number; 0 when there is none.</summary>
    public readonly uint Find(uint id)
    {
        uint process = _processes.End - 1;
        while (process != 0 && (this[process].Id != id || id == 0))
        {
            process--;
        }

        return process;
    }

    /// <summary>Sees to it that another process can be made.</summary>
    public bool TryReserve() => _processes.TryReserve(1) && _threads.TryReserve(1);

    /// <summary>
    /// Makes a process with a thread that waits for its registers: <see cref="MakeReady"/>. <see cref="TryReserve"/>
    /// has said yes.
    /// </summary>
    /// <param name="parent">Whose child it is; 0 for nobody's.</param>
    /// <param name="space">Its address space, which is the process's from now on.</param>
    public uint Create(uint parent, uint space)
    {
        uint process = _processes.Take();
        uint thread = _threads.Take();
        _lastId = _first == 0 ? 1 : _lastId + 1;
        _first = _first == 0 ? process : _first;
        // A span, because the compiler clears large structures byte by byte.
        ref Process born = ref this[process];
        new Span<Process>(ref born).Clear();
        born.Id = _lastId;
        born.Space = space;
        born.Thread = thread;
        ref Thread made = ref _threads[thread];
        made.State = ThreadState.New;
        made.Process = process;
        made.Id = _lastId;
        made.IsInCall = false;
        made.Deadline = Processes.Thread.NoDeadline;
        made.Progress = 0;
        made.ClearId = 0;
        made.Segments = default;
        made.Signals = default;
        made.Start = default;
        JobState job = parent == 0 ? new JobState { Group = _lastId, Session = _lastId } : this[parent].Job;
        born.Job = new JobState { Group = job.Group, Session = job.Session };
        Adopt(parent, process);
        return process;
    }

    /// <summary>A thread can run.</summary>
    public void MakeReady(uint thread)
    {
        Thread(thread).State = ThreadState.Ready;
        _ready.Add(ref this, thread);
    }

    /// <summary>The thread that runs waits from now on, at most until its deadline.</summary>
    public void Wait(uint thread, WaitChannel channel)
    {
        Thread(thread).State = ThreadState.Waits;
        _waiting.Add(ref this, thread, channel);
    }

    /// <summary>A thread that waits can run: it tries its call again.</summary>
    public void StopWaiting(uint thread)
    {
        _waiting.Remove(ref this, thread);
        MakeReady(thread);
    }

    /// <summary>The thread that runs has begun to wait, and goes on after all.</summary>
    public void CancelWait(uint thread)
    {
        _waiting.Remove(ref this, thread);
        Thread(thread).State = ThreadState.Ready;
    }

    /// <summary>Something has happened: those who wait for it can run.</summary>
    public void Wake(WaitChannel channel)
    {
        for (uint thread = _waiting.Find(ref this, channel); thread != 0; thread = _waiting.Find(ref this, channel))
        {
            StopWaiting(thread);
        }
    }

    /// <summary>Those whose deadline has come can run.</summary>
    /// <param name="now">Microseconds since boot.</param>
    public void WakeDue(ulong now)
    {
        for (uint thread = _waiting.FindDue(ref this, now); thread != 0; thread = _waiting.FindDue(ref this, now))
        {
            StopWaiting(thread);
        }
    }

    /// <summary>A thread that can run does so out of turn.</summary>
    public void TakeOutOfTurn(uint thread) => _ready.Remove(ref this, thread);

    /// <summary>The thread that runs next, taken from those that can; 0 when none can.</summary>
    public uint TakeReady() => _ready.Take(ref this);

    /// <summary>
    /// A process whose space was released ends and becomes a zombie until its parent asks. Its children go to the first
    /// process. Whoever waits for what thereby happened can run. Its thread must not be among those that are ready.
    /// </summary>
    /// <param name="process">Which.</param>
    /// <param name="status">As wait4 reports it.</param>
    public void Finish(uint process, uint status)
    {
        ref Process ended = ref this[process];
        Thread(ended.Thread).State = ThreadState.Free;
        _threads.Free(ended.Thread);
        ended.Thread = 0;
        ended.Space = 0;
        ended.Status = status;
        while (ended.FirstChild != 0)
        {
            uint child = ended.FirstChild;
            ended.FirstChild = this[child].NextSibling;
            Adopt(process == _first ? 0 : _first, child);
        }

        if (ended.Parent == 0)
        {
            Forget(process);
        }
        else
        {
            Wake(WaitChannel.ChildOf(ended.Parent));
        }
    }

    /// <summary>The parent knows how a zombie ended: its record is free.</summary>
    public void Reap(uint child)
    {
        ref uint link = ref this[this[child].Parent].FirstChild;
        while (link != child)
        {
            link = ref this[link].NextSibling;
        }

        link = this[child].NextSibling;
        Forget(child);
    }

    private void Adopt(uint parent, uint child)
    {
        this[child].Parent = parent;
        if (parent == 0)
        {
            if (this[child].IsZombie)
            {
                Forget(child);
            }

            return;
        }

        this[child].NextSibling = this[parent].FirstChild;
        this[parent].FirstChild = child;
        if (this[child].IsZombie)
        {
            Wake(WaitChannel.ChildOf(parent));
        }
    }

    private void Forget(uint process)
    {
        _first = process == _first ? 0 : _first;
        this[process].Id = 0;
        _processes.Free(process);
    }
}
