// bench/Programs/vmbench.c as the first process, in a machine where one tick of the time-stamp counter is one
// instruction.
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Osmosis.Emulators;

namespace Osmosis.Measuring;

/// <summary>What calls and faults cost a program: the program's instructions and the kernel's together.</summary>
public sealed record ProgramBenchmark() : Benchmark("p")
{
    /// <summary>The peer's name in the files of rows.</summary>
    public const string Linux = "Linux 6.1";

    private const string Program = "vmbench";
    private const string Done = "done";
    private const uint Executable = 0x1ED;

    private static readonly string[] s_compilerOptions =
    [
        "-m32", "-O2", "-static", "-nostdlib", "-ffreestanding", "-fno-stack-protector", "-fno-pie", "-no-pie",
        "-fno-asynchronous-unwind-tables",
    ];

    public override async Task<IReadOnlyList<BenchmarkRow>> MeasureAsync(string kernel, CancellationToken cancel)
    {
        using TemporaryFolder folder = TemporaryFolder.Create();
        QemuOptions options = new()
        {
            KernelPath = kernel,
            ModulePath = await PackAsync(folder, cancel),
            BootCommandLine = $"quiet panic=exit init=/{Program}",
            CountInstructions = true,
        };
        (MachineEnd end, string[] lines) = await UnattendedMachine.RunAsync(options, Patience, cancel);
        string[] said = [.. lines.Where(line => line.Length > 0)];
        return end.Kind == MachineEndKind.PoweredOff
            ? Read(said) : throw new BenchmarkException($"{Program}: {end}; {LastWords(said)}");
    }

    /// <summary>The rows that the program has written, one a line.</summary>
    /// <exception cref="BenchmarkException">It did not come to its end, or wrote something else.</exception>
    public IReadOnlyList<BenchmarkRow> Read(IReadOnlyList<string> said) => said is [.., Done]
        ? [.. said.SkipLast(1).Select(Row)] : throw new BenchmarkException($"{Program}: {LastWords(said)}");

    private static string LastWords(IReadOnlyList<string> said) =>
        $"it said at last: {said.LastOrDefault() ?? "nothing"}";

    // A line has a name, how often the work was done, and what it cost each time.
    private BenchmarkRow Row(string line) =>
        line.Split(' ') is [string name, _, string cost]
            && double.TryParse(cost, NumberStyles.None, CultureInfo.InvariantCulture, out double mean)
            ? new BenchmarkRow { Name = $"{Name}.{name}", Mean = mean }
            : throw new BenchmarkException($"{Program} said: {line}");

    /// <summary>Compiles the program, as its head says, into a folder; returns its path.</summary>
    /// <exception cref="BenchmarkException">gcc is missing, or can't compile it.</exception>
    public static async Task<string> BuildAsync(TemporaryFolder folder, CancellationToken cancel)
    {
        string source = folder.In($"{Program}.c"), program = folder.In(Program);
        await using (Stream from = typeof(ProgramBenchmark).Assembly.GetManifestResourceStream($"{Program}.c")!)
        await using (FileStream to = File.Create(source))
        {
            await from.CopyToAsync(to, cancel);
        }

        await CompileAsync([.. s_compilerOptions, "-o", program, source], cancel);
        return program;
    }

    private static async Task<string> PackAsync(TemporaryFolder folder, CancellationToken cancel)
    {
        string archive = folder.In($"{Program}.cpio");
        byte[] content = await File.ReadAllBytesAsync(await BuildAsync(folder, cancel), cancel);
        await using FileStream output = File.Create(archive);
        CpioArchive.Write(output, [ArchiveEntry.File(Program, Executable, 0, content)]);
        return archive;
    }

    private static async Task CompileAsync(string[] arguments, CancellationToken cancel)
    {
        try
        {
            using Process compiler =
                Process.Start(new ProcessStartInfo("gcc", arguments) { RedirectStandardError = true })!;
            string errors = await compiler.StandardError.ReadToEndAsync(cancel);
            await compiler.WaitForExitAsync(cancel);
            if (compiler.ExitCode != 0)
            {
                throw new BenchmarkException($"gcc can't compile {Program}.c: {errors.Split('\n')[0]}");
            }
        }
        catch (Win32Exception exception)
        {
            throw new BenchmarkException($"gcc, which compiles {Program}.c, can't be started: {exception.Message}");
        }
    }
}
