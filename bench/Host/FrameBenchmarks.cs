// The frame allocator beside C allocators that allocate a page's worth of memory.
using BenchmarkDotNet.Attributes;

namespace Osmosis.HostBenchmarks;

public class FrameBenchmarks
{
    private const int Pairs = 1000;

    private FrameAllocator _frames;

    /// <summary>Per cent of 128 MiB already allocated.</summary>
    [Params(0, 90)]
    public int OccupancyPercent { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        MemoryMap map = default;
        map.TryAdd(MemoryRegion.FromLength(0, 128u << 20, RegionKind.Usable));
        ReservedRanges none = default;
        _frames = default;
        _frames.Initialise(in map, in none);
        for (uint count = (uint)(_frames.FreeFrames * OccupancyPercent / 100); count > 0; count--)
        {
            _frames.AllocateFrame(out _);
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Pairs)]
    public void Malloc() => Run<CLibrary>();

    [Benchmark(OperationsPerInvoke = Pairs)]
    public void Mimalloc() => Run<Mimalloc>();

    [Benchmark(OperationsPerInvoke = Pairs)]
    public void Jemalloc() => Run<Jemalloc>();

    [Benchmark(OperationsPerInvoke = Pairs)]
    public void OsmosisFrames()
    {
        for (int i = 0; i < Pairs; i++)
        {
            _frames.AllocateFrame(out Frame frame);
            _frames.FreeFrame(frame);
        }
    }

    private static void Run<TAllocator>()
        where TAllocator : struct, IAllocator
    {
        for (int i = 0; i < Pairs; i++)
        {
            TAllocator.Free(TAllocator.Allocate(MemoryLayout.PageSize));
        }
    }
}
