// Makes sure that a property tries at least as much as promised.
namespace Osmosis.Memory.Tests;

/// <summary>
/// Counts the effective operations of a property's samples, which run in parallel. With CsCheck_Time set a property
/// tries what it can in that time, and no number is required.
/// </summary>
internal sealed class OperationCounter
{
    private static readonly bool _isTimed = Environment.GetEnvironmentVariable("CsCheck_Time") is not null;

    private long _count;

    public void Add(int operations) => Interlocked.Add(ref _count, operations);

    public void RequireAtLeast(long operations) =>
        Assert.True(_isTimed || _count >= operations, $"only {_count} operations of {operations} were tried");
}
