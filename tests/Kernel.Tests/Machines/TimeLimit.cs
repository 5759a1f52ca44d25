namespace Osmosis.Kernel.Tests.Machines;

/// <summary>The limits of waiting for what must come. They end only what hangs, on however busy a machine.</summary>
internal static class TimeLimit
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>
    /// For a command, which may wait as long as above for a machine, or build. Below the silence after which a whole
    /// run is ended (TestRun in tools/Osmosis.Cli).
    /// </summary>
    public static readonly TimeSpan LongestCommand = TimeSpan.FromMinutes(9);
}
