// A class of tests shares a machine or starts its own one after another: no more than two emulators run at a time.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
