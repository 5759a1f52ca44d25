namespace Osmosis.Programs.Processes;

/// <summary>How the kernel goes on after a program entered it.</summary>
public enum NextStep : uint
{
    /// <summary>The same thread runs on.</summary>
    Continue,

    /// <summary>The same thread runs on, with segments that must be loaded again.</summary>
    Reload,

    /// <summary>Another thread may run; this one is ready to go on.</summary>
    Yield,

    /// <summary>The thread's call waits, and is restarted when the thread runs again.</summary>
    Wait,

    /// <summary>The thread and its process have ended.</summary>
    Ended,

    /// <summary>The machine is to be switched off (reboot).</summary>
    PowerOff,
}
