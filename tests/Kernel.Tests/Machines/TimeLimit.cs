namespace Osmosis.Kernel.Tests.Machines;

/// <summary>The one limit of waiting for what must come. It ends only what hangs, on however busy a machine.</summary>
internal static class TimeLimit
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
}
