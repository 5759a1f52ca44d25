// A test class shares a machine or starts its machines one after another: at most three emulators run at a time.
// Most of the time they wait for a prompt, a timer or a build: with two at a time, one of two processors was idle.
using Osmosis.Kernel.Tests;
using Osmosis.Kernel.Tests.Image;
using Xunit.Sdk;
using Xunit.v3;

[assembly: CollectionBehavior(MaxParallelThreads = 3)]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Osmosis.Kernel.Tests;

/// <summary>
/// Tests that build in a clone take longest and run one after another; at the end the others would wait for them.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [
            .. testCollections.OrderByDescending(collection =>
                collection.TestCollectionDisplayName == FreshCloneCollection.Name)];
}
