// The host's benchmarks: `check` does the work once on every allocator and compares its hash; `run FOLDER` does so and
// then measures, in FOLDER.
using System;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Osmosis.Benchmarks;
using Osmosis.HostBenchmarks;

switch (args)
{
    case ["check"]:
        return CheckAll(needsEach: false) ? 0 : 1;
    case ["run", string folder]:
        return CheckAll(needsEach: true) && MeasureAll(folder) ? 0 : 1;
    default:
        Console.Error.WriteLine("usage: check | run FOLDER");
        return 2;
}

static bool CheckAll(bool needsEach)
{
    using HostMemory memory = new();
    return Check("malloc", () => default(LibrarySubject<CLibrary>) with { IsChecked = true })
        & (IsThere(Mimalloc.Library)
            ? Check("mimalloc", () => default(LibrarySubject<Mimalloc>) with { IsChecked = true }) : !needsEach)
        & (IsThere(Jemalloc.Library)
            ? Check("jemalloc", () => default(LibrarySubject<Jemalloc>) with { IsChecked = true }) : !needsEach)
        & Check("Osmosis plain", () => new KernelHeapSubject<PlainBlocks>(memory) { IsChecked = true })
        & Check("Osmosis checked", () => new KernelHeapSubject<CheckedBlocks>(memory) { IsChecked = true });
}

static bool IsThere(string library)
{
    bool isThere = NativeLibrary.TryLoad(library, typeof(Program).Assembly, null, out _);
    if (!isThere)
    {
        Console.Error.WriteLine(
            $"{library} is left out: it isn't installed, or the loader has no room for its variables (./osmosis "
                + $"bench --host sees to both)");
    }

    return isThere;
}

static bool Check<TSubject>(string allocator, Func<TSubject> create)
    where TSubject : struct, ICheckableSubject
{
    foreach ((string name, uint hash) in HeapWork.Hashes)
    {
        TSubject subject = create();
        BlockResult result = HeapWork.Run(name, ref subject);
        if (result.Hash.Value != hash || result.Corrupted != 0 || result.Failed != 0)
        {
            Console.Error.WriteLine(
                $"{name} on {allocator}: hash {result.Hash.Value:x8} instead of {hash:x8}, {result.Corrupted} blocks "
                    + $"corrupted, {result.Failed} requests refused");
            return false;
        }

        Console.WriteLine($"{name} on {allocator}: {result.Hash.Value:x8}");
    }

    return true;
}

static bool MeasureAll(string folder)
{
    // In this process, because projects that BenchmarkDotNet generates break this repository's rules and don't build.
    ManualConfig config = ManualConfig.CreateEmpty()
        .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddLogger(NullLogger.Instance)
        .WithArtifactsPath(folder);
    bool isWell = true;
    foreach (Type benchmarks in (Type[])[typeof(FrameBenchmarks), typeof(HeapBenchmarks)])
    {
        Summary summary = BenchmarkRunner.Run(benchmarks, config);
        MarkdownExporter.Console.ExportToLog(summary, ConsoleLogger.Default);
        isWell &= !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success);
    }

    return isWell;
}
