// A workload of the kernel's boot option bench=, in a machine where one tick of the time-stamp counter is one
// instruction.
using System.Globalization;
using Osmosis.Emulators;

namespace Osmosis.Measuring;

/// <param name="Name">The name of its first row.</param>
/// <param name="Words">The words for the boot command line.</param>
/// <param name="MebiBytes">The machine's memory.</param>
public sealed record WorkloadBenchmark(string Name, string Words, int MebiBytes = 128) : Benchmark(Name)
{
    // Additional rows: the kernel's label, the name here, and the unit.
    private static readonly (string Label, string Suffix, string Unit, Better Better)[] Counts =
    [
        ("failed", "failed", "requests", Better.Lower),
        ("first failed", "first-failed", "requests", Better.Higher),
        ("bytes served", "served", "bytes", Better.Higher),
        ("high water", "high-water", "bytes", Better.Lower),
        ("mapped bytes", "mapped", "bytes", Better.Lower),
        ("most live bytes", "live", "bytes", Better.Lower),
        ("blocks", "blocks", "blocks", Better.Higher),
        ("free blocks left", "free-blocks", "blocks", Better.Lower),
    ];

    public override async Task<IReadOnlyList<BenchmarkRow>> MeasureAsync(string kernel, CancellationToken cancel)
    {
        string[] lines = await RunAsync(kernel, cancel);
        Rows rows = new(lines);
        HashSet<string> labels = [.. rows.Names];
        if (labels.Contains("error"))
        {
            throw new BenchmarkException($"{Name}: {rows.Text("error")}");
        }

        if (labels.Contains("corrupted") && rows.Number("corrupted") is > 0 and ulong corrupted)
        {
            throw new BenchmarkException($"{Name}: {corrupted} blocks did not hold what had been written to them");
        }

        BenchmarkRow[] found = [.. First(rows, labels), .. Growth(rows, labels), .. Series(lines),
            .. Counts.Where(count => labels.Contains(count.Label)).Select(count =>
                new BenchmarkRow { Name = $"{Name}.{count.Suffix}", Mean = rows.Number(count.Label), Unit = count.Unit,
                    Better = count.Better })];
        return found.Length > 0 ? found : throw new BenchmarkException($"{Name}: the machine ended without a figure");
    }

    private async Task<string[]> RunAsync(string kernel, CancellationToken cancel)
    {
        QemuOptions options = new()
        {
            KernelPath = kernel,
            Memory = MemorySize.FromMiB(MebiBytes),
            BootCommandLine = $"quiet panic=exit {Words}",
            CountInstructions = true
        };
        (MachineEnd end, string[] lines) = await UnattendedMachine.RunAsync(options, Patience, cancel);
        if (end.Kind == MachineEndKind.PoweredOff)
        {
            return lines;
        }

        string said = lines.FirstOrDefault(line => line.Contains(KernelConsole.PanicMark, StringComparison.Ordinal))
            ?? lines.LastOrDefault(line => line.Length > 0) ?? "nothing";
        throw new BenchmarkException($"{Name}: {end}; the kernel said: {said}");
    }

    private IEnumerable<BenchmarkRow> First(Rows rows, IReadOnlySet<string> labels)
    {
        if (labels.Contains("mean"))
        {
            string? hash = labels.Contains("hash") && rows.Text("hash") is not "00000000" and string done ? done : null;
            yield return new BenchmarkRow
            {
                Name = Name,
                Mean = Decimal(rows.Text("mean")),
                Worst = rows.Number("worst"),
                Hash = hash
            };
        }
        else if (labels.Contains("larger requests served"))
        {
            yield return new BenchmarkRow
            {
                Name = Name,
                Mean = rows.Number("larger requests served"),
                Unit = "requests",
                Better = Better.Higher
            };
        }
    }

    // Allocations that map pages first. If the worst cost is 0, there were none.
    private IEnumerable<BenchmarkRow> Growth(Rows rows, IReadOnlySet<string> labels)
    {
        if (labels.Contains("growth mean") && rows.Number("growth worst") > 0)
        {
            yield return new BenchmarkRow
            {
                Name = $"{Name}.growth",
                Mean = Decimal(rows.Text("growth mean")),
                Worst = rows.Number("growth worst")
            };
        }
    }

    // Lines such as `90 %: 23.0`.
    private IEnumerable<BenchmarkRow> Series(string[] lines) =>
        from line in lines
        let parts = line.Split(" %: ")
        where parts.Length == 2
        select new BenchmarkRow { Name = $"{Name}.{parts[0]}", Mean = Decimal(parts[1]) };

    private static double Decimal(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
