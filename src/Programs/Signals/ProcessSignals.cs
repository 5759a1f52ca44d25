using System.Runtime.CompilerServices;

namespace Osmosis.Programs.Signals;

/// <summary>What signals do to a process, and the timers that send it some.</summary>
public struct ProcessSignals
{
    public SignalActions Actions;

    /// <summary>Why those came that are pending.</summary>
    public SignalCauses Causes;

    /// <summary>By Linux's numbers (ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF).</summary>
    public IntervalTimers Timers;
}

/// <summary>A timer, on a clock that its user chooses.</summary>
public struct IntervalTimer
{
    /// <summary>When its signal is due, in microseconds; 0 when it isn't set.</summary>
    public ulong At;

    /// <summary>Microseconds from one signal to the next; 0 when it comes once.</summary>
    public ulong Every;

    /// <summary>Microseconds until it is due, at least 1; 0 when it isn't set.</summary>
    public readonly ulong Until(ulong now) => At == 0 ? 0 : At > now ? At - now : 1;

    /// <summary>
    /// Whether it is due. Then it is set for the next time, or no longer; times that have passed are skipped.
    /// </summary>
    public bool TryExpire(ulong now)
    {
        if (At == 0 || At > now)
        {
            return false;
        }

        At = Every == 0 ? 0 : now + Every - ((now - At) % Every);
        return true;
    }
}

/// <summary>A process's three timers.</summary>
[InlineArray(Count)]
public struct IntervalTimers
{
    public const int Count = 3;

    /// <summary>Runs all the time (SIGALRM).</summary>
    public const int Real = 0;

    /// <summary>Runs while the program does (SIGVTALRM).</summary>
    public const int Virtual = 1;

    /// <summary>Runs while the program does, and the kernel for it (SIGPROF).</summary>
    public const int Profile = 2;

    private IntervalTimer _first;
}

/// <summary>A process's place among jobs: its group and session, and whether it is stopped.</summary>
public struct JobState
{
    /// <summary>The number of the process that began its group.</summary>
    public uint Group;

    /// <summary>The number of the process that began its session.</summary>
    public uint Session;

    /// <summary>The signal that stopped it; none while it runs.</summary>
    public Signal StoppedBy;

    /// <summary>Whether wait4 has to report that it stopped (WUNTRACED) or went on (WCONTINUED).</summary>
    public bool HasStopped;
    public bool HasContinued;

    /// <summary>Whether it became another program since its parent made it.</summary>
    public bool HasExecuted;
}
