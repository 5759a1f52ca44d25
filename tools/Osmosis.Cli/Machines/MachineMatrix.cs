// Every combination on which the kernel is tried, and the few that an ordinary run tries.
using System.Diagnostics;
using Osmosis.Emulators;

namespace Osmosis.Cli.Machines;

/// <param name="Prompt">Time to the shell's first prompt, or to the kernel's refusal; null if neither came.</param>
/// <param name="Total">Time until all was tried and the machine had halted.</param>
/// <param name="Failure">What went wrong, in a line; null if nothing did.</param>
internal sealed record CellResult(MatrixCell Cell, TimeSpan? Prompt, TimeSpan Total, string? Failure);

internal static class MachineMatrix
{
    private const int Parallel = 2;

    private static readonly MatrixLoader[] s_loaders = [MatrixLoader.Emulator, MatrixLoader.Grub1, MatrixLoader.Grub2];
    private static readonly string[] s_machines = ["pc", "q35", "isapc"];
    private static readonly MemorySize s_ordinary = MemorySize.FromMiB(128);
    private static readonly MemorySize[] s_sizes = [MemorySize.FromMiB(4), s_ordinary, MemorySize.FromMiB(3072),
        MemorySize.FromMiB(8192)];

    public static readonly IReadOnlyList<MatrixCell> All =
    [
        .. from machine in s_machines
           from processor in (string[])["coreduo", "qemu32", "max"]
           from size in s_sizes
           from loader in s_loaders
           select new QemuCell(machine, processor, size, loader),
        .. from machine in s_machines
           from processor in (string[])["pentium", "486"]
           from loader in s_loaders
           select new QemuCell(machine, processor, s_ordinary, loader),
        .. from machine in (string[])["pc", "q35"]
           from multiboot in (int[])[1, 2]
           select new QemuCell(machine, "max", s_ordinary, MatrixLoader.Uefi(64, multiboot)),
        .. from multiboot in (int[])[1, 2]
           select new QemuCell("q35", "max", s_ordinary, MatrixLoader.Uefi(32, multiboot)),
        .. from size in (int[])[4, 32, 512, 2048]
           from loader in (MatrixLoader[])[MatrixLoader.Grub1, MatrixLoader.Grub2]
           select new BochsCell("core2_penryn_t9600", MemorySize.FromMiB(size), loader),
        new BochsCell("p3_katmai", MemorySize.FromMiB(32), MatrixLoader.Grub2),
        .. from size in (int[])[16, 64, 512]
           from loader in s_loaders
           select new V86Cell(MemorySize.FromMiB(size), loader),
    ];

    /// <summary>Every emulator, machine, processor, size and loader at least once.</summary>
    public static readonly IReadOnlyList<MatrixCell> Short =
    [
        new QemuCell("pc", "coreduo", s_sizes[0], MatrixLoader.Grub2),
        new QemuCell("pc", "max", s_sizes[3], MatrixLoader.Grub1),
        new QemuCell("pc", "pentium", s_ordinary, MatrixLoader.Emulator),
        new QemuCell("q35", "qemu32", s_sizes[2], MatrixLoader.Grub2),
        new QemuCell("q35", "max", s_ordinary, MatrixLoader.Emulator),
        new QemuCell("isapc", "coreduo", s_sizes[0], MatrixLoader.Emulator),
        new QemuCell("isapc", "qemu32", s_ordinary, MatrixLoader.Grub1),
        new QemuCell("pc", "max", s_ordinary, MatrixLoader.Uefi(64, 2)),
        new QemuCell("q35", "max", s_ordinary, MatrixLoader.Uefi(32, 1)),
        new BochsCell("core2_penryn_t9600", MemorySize.FromMiB(32), MatrixLoader.Grub2),
        new V86Cell(MemorySize.FromMiB(64), MatrixLoader.Emulator),
    ];

    /// <summary>A machine that the kernel supports and one that it refuses.</summary>
    public static readonly IReadOnlyList<MatrixCell> Quick = [Short[0], Short[2]];

    /// <summary>Tries cells, some at a time, and calls <paramref name="report"/> after each.</summary>
    /// <returns>Their results, in the cells' order.</returns>
    public static async Task<IReadOnlyList<CellResult>> RunAsync(
        IReadOnlyList<MatrixCell> cells, MatrixImages images, Action<CellResult> report, CancellationToken cancel)
    {
        CellResult[] results = new CellResult[cells.Count];
        ParallelOptions options = new() { MaxDegreeOfParallelism = Parallel, CancellationToken = cancel };
        await System.Threading.Tasks.Parallel.ForEachAsync(Enumerable.Range(0, cells.Count), options, async (i, stop) =>
        {
            results[i] = await TryAsync(cells[i], images, stop);
            report(results[i]);
        });
        return results;
    }

    private static async Task<CellResult> TryAsync(MatrixCell cell, MatrixImages images, CancellationToken cancel)
    {
        CellTrial trial = new(cell);
        long start = Stopwatch.GetTimestamp();
        string? failure = null;
        try
        {
            await trial.RunAsync(images, cancel);
        }
        catch (Exception exception) when (exception is FailedException or EmulatorException or FormatException)
        {
            failure = exception.Message;
        }
        catch (NoAnswerException silence)
        {
            failure = $"{silence.Summary}; last said: {silence.Output.LastOrDefault(line => line.Length > 0)}";
        }

        return new CellResult(cell, trial.Prompt, Stopwatch.GetElapsedTime(start), failure?.ReplaceLineEndings(" "));
    }
}
