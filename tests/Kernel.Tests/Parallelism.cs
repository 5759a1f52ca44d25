// A class of tests shares a machine or starts its own one after another: no more than two emulators run at a time.
using Osmosis.Kernel.Tests;
using Osmosis.Kernel.Tests.Image;
using Xunit.Sdk;
using Xunit.v3;

[assembly: CollectionBehavior(MaxParallelThreads = 2)]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Osmosis.Kernel.Tests;

/// <summary>What builds in a clone takes longest, one after another: at the end the others would wait for it.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(collection => collection.TestCollectionDisplayName == FreshCloneCollection.Name)];
}
