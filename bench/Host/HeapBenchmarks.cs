// The kernel's heap beside C allocators. A time is for the whole workload.
using BenchmarkDotNet.Attributes;

namespace Osmosis.HostBenchmarks;

public class HeapBenchmarks
{
    private readonly HostMemory _memory = new();

    [Params("c1", "c2", "c2h", "c2long")]
    public string Work { get; set; } = "";

    [Benchmark(Baseline = true)]
    public void Malloc() => Run(default(LibrarySubject<CLibrary>));

    [Benchmark]
    public void Mimalloc() => Run(default(LibrarySubject<Mimalloc>));

    [Benchmark]
    public void Jemalloc() => Run(default(LibrarySubject<Jemalloc>));

    [Benchmark]
    public void OsmosisPlain() => Run(new KernelHeapSubject<PlainBlocks>(_memory));

    [Benchmark]
    public void OsmosisChecked() => Run(new KernelHeapSubject<CheckedBlocks>(_memory));

    private void Run<TSubject>(TSubject subject)
        where TSubject : struct, ICheckableSubject => HeapWork.Run(Work, ref subject);
}
