// So that a property can't come to try less than it says.
namespace Osmosis.Memory.Tests;

/// <summary>Counts the operations of a property's samples, which run side by side.</summary>
internal sealed class OperationCounter
{
    private long _count;

    public void Add(int operations) => Interlocked.Add(ref _count, operations);

    public void RequireAtLeast(long operations) => Assert.True(_count >= operations, $"only {_count} operations of {operations} were tried");
}
