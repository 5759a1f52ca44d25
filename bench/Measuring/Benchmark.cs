// A benchmark: boots a fresh kernel, or reads the image, and returns rows.
using Osmosis.Emulators;

namespace Osmosis.Measuring;

/// <summary>The work was not done, or was not the defined work. The message is one line.</summary>
public sealed class BenchmarkException(string message) : Exception(message);

/// <param name="Name">The name of its first row; the names of its other rows start with it.</param>
public abstract record Benchmark(string Name)
{
    protected static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <param name="kernel">Path of the image.</param>
    /// <param name="cancel">Ends the measuring.</param>
    /// <exception cref="BenchmarkException">The benchmark failed.</exception>
    public abstract Task<IReadOnlyList<BenchmarkRow>> MeasureAsync(string kernel, CancellationToken cancel);
}

/// <summary>The size of the code and the constants, without the padding of their last pages.</summary>
public sealed record ImageBenchmark() : Benchmark("image")
{
    public override Task<IReadOnlyList<BenchmarkRow>> MeasureAsync(string kernel, CancellationToken cancel)
    {
        KernelImage image = KernelImage.Load(kernel);
        BenchmarkRow Size(string name, uint bytes) => new() { Name = name, Mean = bytes, Unit = "bytes" };
        (uint code, uint constants) = (image.SegmentBytes(image["_kernel_start"]),
            image["_symbols_end"] - image["_text_end"]);
        return Task.FromResult<IReadOnlyList<BenchmarkRow>>(
            [Size(Name, code + constants), Size($"{Name}.code", code), Size($"{Name}.constants", constants)]);
    }
}

/// <summary>Instructions from the kernel's entry to its first prompt.</summary>
public sealed record BootBenchmark(int MebiBytes, bool IsQuiet)
    : Benchmark($"boot.{MebiBytes}{(IsQuiet ? ".quiet" : "")}")
{
    public override async Task<IReadOnlyList<BenchmarkRow>> MeasureAsync(string kernel, CancellationToken cancel)
    {
        QemuOptions options = new()
        {
            KernelPath = kernel,
            Memory = MemorySize.FromMiB(MebiBytes),
            BootCommandLine = IsQuiet ? "quiet" : null
        };
        long cost = await BootCost.MeasureAsync(options, Patience, cancel: cancel);
        return [new BenchmarkRow { Name = Name, Mean = cost }];
    }
}

/// <summary>
/// Instructions from the interrupt for a byte on the serial line, through its echo, to the wait for the next byte.
/// </summary>
public sealed record EchoBenchmark() : Benchmark("echo")
{
    public override async Task<IReadOnlyList<BenchmarkRow>> MeasureAsync(string kernel, CancellationToken cancel) =>
        [new BenchmarkRow { Name = Name,
            Mean = await EchoCost.MeasureAsync(new QemuOptions { KernelPath = kernel }, Patience, cancel) }];
}
