namespace Osmosis.Programs.Tests;

/// <summary>
/// A process that is just being started has all descriptors of this one, until it becomes another program; and so has a
/// thread until it has closed its own copies of them. So tests that start some, and tests that need the host's pipe to
/// end when they close it, run one after another.
/// </summary>
internal static class StartedProcesses
{
    public const string None = "no process is started meanwhile";
}
