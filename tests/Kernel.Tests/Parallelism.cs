// A test class shares a machine or starts its machines one after another, so at most two emulators run at a time.
using Osmosis.Kernel.Tests;
using Osmosis.Kernel.Tests.Image;
using Xunit.Sdk;
using Xunit.v3;

[assembly: CollectionBehavior(MaxParallelThreads = 2)]
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
