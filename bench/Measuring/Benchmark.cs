// One thing to be measured: it boots a fresh kernel, or looks at the image, and gives rows.
using Osmosis.Emulators;

namespace Osmosis.Measuring;

/// <summary>The work was not done, or was not the work that is defined. The message says it in a line.</summary>
public sealed class BenchmarkException(string message) : Exception(message);

/// <param name="Name">The name of its first row; those of the others start with it.</param>
public abstract record Benchmark(string Name)
{
    protected static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <param name="kernel">Path of the image.</param>
    /// <param name="cancel">Ends the measuring.</param>
    /// <exception cref="BenchmarkException">It failed.</exception>
    public abstract Task<IReadOnlyList<BenchmarkRow>> MeasureAsync(string kernel, CancellationToken cancel);
}

/// <summary>The size of the code and of the constants, without what fills their last pages up.</summary>
public sealed record ImageBenchmark() : Benchmark("image")
{
    public override Task<IReadOnlyList<BenchmarkRow>> MeasureAsync(string kernel, CancellationToken cancel)
    {
        KernelImage image = KernelImage.Load(kernel);
        BenchmarkRow Size(string name, uint bytes) => new() { Name = name, Mean = bytes, Unit = "bytes" };
        (uint code, uint constants) = (image.SegmentBytes(image["_kernel_start"]), image["_symbols_end"] - image["_text_end"]);
        return Task.FromResult<IReadOnlyList<BenchmarkRow>>([Size(Name, code + constants), Size($"{Name}.code", code), Size($"{Name}.constants", constants)]);
    }
}

/// <summary>Instructions from the kernel's entry to its first prompt.</summary>
public sealed record BootBenchmark(int MebiBytes, bool IsQuiet) : Benchmark($"boot.{MebiBytes}{(IsQuiet ? ".quiet" : "")}")
{
    public override async Task<IReadOnlyList<BenchmarkRow>> MeasureAsync(string kernel, CancellationToken cancel)
    {
        QemuOptions options = new() { KernelPath = kernel, Memory = MemorySize.FromMiB(MebiBytes), BootCommandLine = IsQuiet ? "quiet" : null };
        return [new BenchmarkRow { Name = Name, Mean = await BootCost.MeasureAsync(options, Patience, cancel) }];
    }
}

/// <summary>Instructions from the interrupt of a byte on the serial line to waiting for the next, the byte echoed.</summary>
public sealed record EchoBenchmark() : Benchmark("echo")
{
    public override async Task<IReadOnlyList<BenchmarkRow>> MeasureAsync(string kernel, CancellationToken cancel) =>
        [new BenchmarkRow { Name = Name, Mean = await EchoCost.MeasureAsync(new QemuOptions { KernelPath = kernel }, Patience, cancel) }];
}
