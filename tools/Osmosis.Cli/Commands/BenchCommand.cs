// ./osmosis bench: measures the kernel in guest instructions, beside targets and other implementations.
using System.CommandLine;
using Osmosis.Cli.Benchmarks;
using Osmosis.Cli.Building;
using Osmosis.Cli.Setup;
using Osmosis.Measuring;

namespace Osmosis.Cli.Commands;

internal static class BenchCommand
{
    // jemalloc needs static thread-local storage, and the loader reserves little of it for libraries loaded at run
    // time.
    private static readonly Dictionary<string, string> s_roomForJemalloc =
        new() { ["GLIBC_TUNABLES"] = "glibc.rtld.optional_static_tls=16384" };

    public static Command Create(Repository repository)
    {
        Argument<string[]> names = new(
            "names")
        {
            Description = "Only these benchmarks, such as a1 c2.plain boot.128.quiet.",
            Arity = ArgumentArity.ZeroOrMore
        };
        Option<string?> compare = new("--compare")
        {
            Description = "Show what changed since these rows were written.",
            HelpName = "file"
        };
        Option<bool> record = new("--record")
        {
            Description =
                "Measure twice; make bench/record.json, which a test guards, and the figures in docs/BENCHMARKS.md, "
                    + "again."
        };
        Option<bool> host = new("--host")
        {
            Description =
                "Instead, time the core on this machine itself beside malloc, mimalloc and jemalloc."
        };
        Command command = new("bench",
            "Measures the kernel in guest instructions, beside targets and others' figures, and writes the rows "
                + "to artifacts/bench.json.")
        {
            names, compare, record, host,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(record) && result.GetValue(names) is { Length: > 0 })
            {
                result.AddError("--record records every benchmark: give no names with it");
            }

            if (result.GetValue(host)
                && (result.GetValue(names) is { Length: > 0 } || result.GetValue(record)
                    || result.GetValue(compare) is not null))
            {
                result.AddError("--host measures other things: give neither names nor other options with it");
            }
        });
        command.SetAction(async (parsed, cancel) =>
        {
            if (parsed.GetValue(host))
            {
                return await MeasureHostAsync(repository, cancel);
            }

            // Reports bad names and files before the measuring, which takes minutes.
            IReadOnlyList<Benchmark> benchmarks = BenchmarkMatrix.Select(parsed.GetValue(names) ?? []);
            IReadOnlyList<BenchmarkRow>? old = parsed.GetValue(compare) is string path
                ? BenchmarkRow.ReadAll(path) : null;
            if (parsed.GetValue(record))
            {
                // Only the files that --record writes may differ from the commit.
                await WorkingTree.RequireCommittedAsync(repository, "--record records a commit",
                    ["docs", Path.GetRelativePath(repository.Root, RecordPath(repository))], cancel);
            }

            await Preparation.EnsureAsync([.. Tool.For(Purpose.Run), Tool.Compiler], cancel);
            await KernelBuild.EnsureAsync(repository, KernelBuild.DefaultConfiguration, cancel);
            IReadOnlyList<BenchmarkRow> rows = await MeasureAsync(repository, benchmarks, cancel);
            if (parsed.GetValue(record))
            {
                RequireSame(rows, await MeasureAsync(repository, benchmarks, cancel));
            }

            await ReportAsync(repository, rows, old, isSelection: benchmarks.Count < BenchmarkMatrix.All.Count,
                parsed.GetValue(record), cancel);
            return ExitStatus.Ok;
        });
        return command;
    }

    private static string RecordPath(Repository repository) => Path.Combine(repository.Benchmarks, "record.json");

    private static async Task<IReadOnlyList<BenchmarkRow>> MeasureAsync(
        Repository repository, IReadOnlyList<Benchmark> benchmarks, CancellationToken cancel) =>
        await Messages.WhileAsync($"Measuring {benchmarks.Count} benchmarks",
            () => BenchmarkMatrix.MeasureAsync(benchmarks, repository.KernelImage,
                BenchmarkRow.ReadAll(Path.Combine(repository.Benchmarks, "targets.json")), cancel));

    // A busy machine once made one figure wrong, and it was recorded.
    private static void RequireSame(IReadOnlyList<BenchmarkRow> rows, IReadOnlyList<BenchmarkRow> again)
    {
        foreach ((BenchmarkRow first, BenchmarkRow second) in rows.Zip(again))
        {
            if ((first.Mean, first.Worst) != (second.Mean, second.Worst))
            {
                throw new FailedException($"{first.Name} was {first.Mean} and then {second.Mean}: nothing is recorded; "
                    + "measure again when the machine has less to do");
            }
        }
    }

    private static async Task<int> MeasureHostAsync(Repository repository, CancellationToken cancel)
    {
        await Preparation.EnsureAsync([.. Tool.For(Purpose.Build), .. Tool.Allocators], cancel);
        await DotnetBuild.RunAsync("the host's benchmarks", Path.Combine(repository.Benchmarks, "Host"),
            KernelBuild.DefaultConfiguration, cancel);
        string program = Path.Combine(repository.Benchmarks, "Host", "bin", KernelBuild.DefaultConfiguration, "net10.0",
            "Osmosis.HostBenchmarks.dll");
        string[] command = [program, "run", Path.Combine(repository.Artifacts, "host-benchmarks")];
        return await ProcessOutput.PassThroughAsync("dotnet", command, repository.Root, s_roomForJemalloc, cancel) == 0
            ? ExitStatus.Ok
            : throw new FailedException("the host's benchmarks failed");
    }

    private static async Task ReportAsync(
        Repository repository, IReadOnlyList<BenchmarkRow> rows, IReadOnlyList<BenchmarkRow>? old, bool isSelection,
        bool record, CancellationToken cancel)
    {
        BenchmarkRow.WriteAll(Path.Combine(repository.Artifacts, "bench.json"), rows);
        if (old is not null)
        {
            BenchmarkTables.PrintChanges(old, rows);
        }
        else
        {
            BenchmarkTables.PrintFigures(rows, all: isSelection);
        }

        if (record)
        {
            BenchmarkRow.WriteAll(RecordPath(repository), rows);
            await BenchmarkDocument.WriteAsync(repository, rows, cancel);
        }
    }
}
