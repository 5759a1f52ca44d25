// All benchmarks, and how many run at once.

namespace Osmosis.Measuring;

public static class BenchmarkMatrix
{
    // One for each processor of the smallest supported host.
    private const int MostAtOnce = 2;

    private static readonly string[] HeapModes = ["plain", "checked"];
    private static readonly string[] HeapWork = ["c1", "c2", "c2h", "c2long", "c3a", "c3b", "c3c", "c4", "c4r"];

    // Numbers of slots; half of them are full most of the time.
    private static readonly int[] LiveSlots = [125, 250, 500, 1000, 2000, 4000];

    private static readonly int[] BootMemory = [16, 128, 1024, 4096];
    private static readonly int[] FrameMemory = [16, 64, 128, 512, 1024, 2048, 3072];

    private static readonly int[] ForkedMebiBytes = [0, 4, 16, 64];
    private static readonly int[] RegionCounts = [10, 100, 1000, 10000, 60000];

    public static readonly IReadOnlyList<Benchmark> All =
    [
        .. new[] { "a1", "a2", "a3" }.Select(name => new WorkloadBenchmark(name, $"bench={name}")),
        .. FrameMemory.Select(memory => new WorkloadBenchmark($"a4.{memory}", "bench=a4", memory)),
        .. FrameMemory.Select(memory => new WorkloadBenchmark($"a1.{memory}", "bench=a1", memory)),
        new WorkloadBenchmark("a5", "bench=a5"),
        new WorkloadBenchmark("occupancy", "bench=occupancy"),
        .. new[] { "b1", "b2", "b2r", "b3" }.Select(name => new WorkloadBenchmark(name, $"bench={name}")),
        .. HeapWork.SelectMany(name =>
            HeapModes.Select(mode => new WorkloadBenchmark($"{name}.{mode}", $"bench={name} heap={mode}"))),
        .. LiveSlots.SelectMany(slots =>
            HeapModes.Select(mode => new WorkloadBenchmark($"live.{slots}.{mode}", $"bench=live:{slots} heap={mode}"))),
        .. new[] { "zero", "new", "own", "copy", "takeover", "protect", "clear" }
            .Select(name => new WorkloadBenchmark($"s.{name}", $"bench=s.{name}")),
        .. ForkedMebiBytes.SelectMany(size =>
            new[] { "fork", "end" }
                .Select(name => new WorkloadBenchmark($"s.{name}.{size}", $"bench=s.{name}:{size}"))),
        .. RegionCounts.SelectMany(count =>
            new[] { "map", "unmap" }
                .Select(name => new WorkloadBenchmark($"s.{name}.{count}", $"bench=s.{name}:{count}"))),
        new ProgramBenchmark(),
        .. BootMemory.Select(memory => new BootBenchmark(memory, false)),
        .. BootMemory.Select(memory => new BootBenchmark(memory, true)),
        new WorkloadBenchmark("irq", "bench=irq"),
        new WorkloadBenchmark("fault", "bench=fault"),
        new EchoBenchmark(),
        new ImageBenchmark(),
    ];

    /// <summary>The benchmarks with these names; all, if no name is given.</summary>
    /// <exception cref="BenchmarkException">One of the names belongs to no benchmark.</exception>
    public static IReadOnlyList<Benchmark> Select(IReadOnlyCollection<string> names)
    {
        string? unknown = names.FirstOrDefault(name => All.All(benchmark => benchmark.Name != name));
        return unknown is null
            ? [.. All.Where(benchmark => names.Count == 0 || names.Contains(benchmark.Name))]
            : throw new BenchmarkException(
                $"no benchmark is called '{unknown}'; there "
                    + $"are {string.Join(' ', All.Select(benchmark => benchmark.Name))}");
    }

    /// <summary>
    /// Measures each in its own machine. The rows are in the benchmarks' order, with targets and peers' figures.
    /// </summary>
    /// <param name="benchmarks">The benchmarks to measure.</param>
    /// <param name="kernel">Path of the image.</param>
    /// <param name="targets">The rows of bench/targets.json.</param>
    /// <param name="cancel">Ends the measuring.</param>
    /// <exception cref="BenchmarkException">A benchmark failed, or did not do the defined work.</exception>
    public static async Task<IReadOnlyList<BenchmarkRow>> MeasureAsync(
        IReadOnlyList<Benchmark> benchmarks, string kernel, IReadOnlyList<BenchmarkRow> targets,
        CancellationToken cancel = default)
    {
        IReadOnlyList<BenchmarkRow>[] measured = new IReadOnlyList<BenchmarkRow>[benchmarks.Count];
        await Parallel.ForAsync(0, benchmarks.Count,
            new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancel },
            async (index, stop) => measured[index] = await benchmarks[index].MeasureAsync(kernel, stop));
        Dictionary<string, BenchmarkRow> aims = targets.ToDictionary(row => row.Name);
        List<BenchmarkRow> rows = [.. measured.SelectMany(some => some)];
        AddBootRatio(rows);
        return [.. rows.Select(row => aims.TryGetValue(row.Name, out BenchmarkRow? aim) ? Join(row, aim) : row)];
    }

    private static BenchmarkRow Join(BenchmarkRow row, BenchmarkRow aim) => aim.Hash is null || aim.Hash == row.Hash
        ? aim with { Mean = row.Mean, Worst = row.Worst, Hash = row.Hash, Unit = row.Unit, Better = row.Better }
        : throw new BenchmarkException(
            $"{row.Name} did other work than is defined: its hash is {row.Hash ?? "missing"}, not {aim.Hash}");

    // The ratio of boot's cost with much memory to its cost with little.
    private static void AddBootRatio(List<BenchmarkRow> rows)
    {
        double? Quiet(int memory) => rows.Find(row => row.Name == $"boot.{memory}.quiet")?.Mean;
        if (Quiet(4096) is double most && Quiet(128) is double usual)
        {
            rows.Add(new BenchmarkRow { Name = "boot.4096.ratio", Mean = Math.Round(most / usual, 2), Unit = "×" });
        }
    }
}
