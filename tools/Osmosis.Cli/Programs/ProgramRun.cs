// A program that is the machine's first process, with this command's standard streams.
using Osmosis.Emulators;

namespace Osmosis.Cli.Programs;

/// <param name="Path">The program's path in the machine.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record ProgramRun(string Path, IReadOnlyList<string> Arguments)
{
    private const int BrokenPipe = 13;
    private const int SignalStatus = 128;

    /// <summary>
    /// The streams that lead elsewhere than to a terminal, as the boot option <c>pipes=</c> names them.
    /// </summary>
    private static string Pipes => string.Concat(
        Console.IsInputRedirected ? "0" : "", Console.IsOutputRedirected ? "1" : "",
        Console.IsErrorRedirected ? "2" : "");

    /// <summary>
    /// A machine that starts the program at the terminal, which has the size of this command's own.
    /// </summary>
    /// <param name="options">The machine, with words of its own.</param>
    /// <param name="word"><c>init=</c> or <c>run=</c>.</param>
    /// <exception cref="FailedException">The arguments are too long.</exception>
    public QemuOptions At(QemuOptions options, string word)
    {
        string size = Console.IsInputRedirected || Console.IsOutputRedirected
            ? "" : $"terminal={Console.WindowHeight}x{Console.WindowWidth}";
        string[] words = ["quiet", size, options.BootCommandLine ?? ""];
        return options
            with
        {
            BootCommandLine = BootWords.Start(options.KernelPath,
                [.. words.Where(given => given.Length != 0), word], Path, Arguments)
        };
    }

    /// <summary>
    /// Runs it to its end. What is no terminal of this command's streams is a pipe for the program, byte for byte.
    /// </summary>
    /// <returns>What the kernel tells about it; null when nobody read its output any more.</returns>
    /// <exception cref="FailedException">It could not be started, or the machine ended in another way.</exception>
    public async Task<ProgramReport?> ToEndAsync(QemuOptions machine, TemporaryFolder folder, CancellationToken cancel)
    {
        string report = folder.In("report");
        string pipes = Pipes;
        string more = $"panic=exit {(pipes.Length == 0 ? "" : $"pipes={pipes} ")}{machine.BootCommandLine}".Trim();
        QemuOptions options = At(machine with { ReportPath = report, BootCommandLine = more }, "init=");
        if (pipes.Length == 0)
        {
            await TerminalSession.RunAsync(options, display: false, cancel);
        }
        else if (!await RelayAsync(options, cancel))
        {
            return null;
        }

        return ProgramReport.Read(report) ?? throw new FailedException($"{Path} has not run to its end");
    }

    /// <summary>The exit status to pass on.</summary>
    public static int StatusOf(ProgramReport? report) => report?.ExitStatus ?? SignalStatus + BrokenPipe;

    private static async Task<bool> RelayAsync(QemuOptions options, CancellationToken cancel)
    {
        // What the kernel itself says belongs to standard error, unless the program's output is at the terminal, too.
        int terminal = Console.IsOutputRedirected ? 2 : 1;
        Stream? input = Console.IsInputRedirected ? Console.OpenStandardInput() : null;
        ProgramStreams streams = new(input,
            (stream, bytes) => OutputDescriptor.Write(stream == 0 ? terminal : stream, bytes));
        MachineEnd? end = input is null
            ? await TerminalSession.KeepAsync(() => PipedMachine.RunAsync(options, streams, cancel), cancel)
            : await PipedMachine.RunAsync(options, streams, cancel);
        return end is null or { Kind: MachineEndKind.PoweredOff }
            ? end is not null : throw new FailedException(end.ToString());
    }
}
