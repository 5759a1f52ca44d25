namespace Osmosis.Programs.Signals;

/// <summary>What signals do to a process, and its alarm.</summary>
public struct ProcessSignals
{
    public SignalActions Actions;

    /// <summary>Why those came that are pending.</summary>
    public SignalCauses Causes;

    /// <summary>When SIGALRM is due, in microseconds since boot; 0 when there is no alarm.</summary>
    public ulong AlarmAt;

    /// <summary>Microseconds from one alarm to the next; 0 when it comes once.</summary>
    public ulong AlarmEvery;
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
