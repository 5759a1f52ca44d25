// So that a property can't come to try less than it says.
namespace Osmosis.Memory.Tests;

/// <summary>Counts the operations of a property's samples, which run side by side.</summary>
internal sealed class OperationCounter
{
    private long _count;

    public void Add(int operations) => Interlocked.Add(ref _count, operations);

    /// <summary>Fails after fewer operations, unless the run was given a time instead (CsCheck_Time): a busy machine doesn't fail it then.</summary>
    public void RequireAtLeast(long operations) => Assert.True(
        _count >= operations || Environment.GetEnvironmentVariable("CsCheck_Time") is not null,
        $"only {_count} operations of {operations} were tried");
}
