// The sessions in docs/DEBUGGING.md: taken from ./osmosis debug, with gdb's commands and its answers.
using System.Text.RegularExpressions;

namespace Osmosis.Cli.Documents;

internal static partial class DebuggingSessions
{
    // Printed after a session's last command. When gdb detaches, the machine continues, and its further output is
    // random.
    private const string End = "echo";

    private static readonly string[] AtPrompt = ["quiet", "--type", "kmalloc 24", "--type", "pte 0xb8000"];

    private static readonly string[] Forward =
    [
        "continue", "backtrace", "info args", "finish", "osmosis heap", "tbreak AddressText.WriteEntryRow", "continue",
        "info args", "osmosis pte 0xb8000", "osmosis frame 0xb8", "print KernelMemory.Boot.LoaderName._length",
    ];

    private static readonly string[] Backward =
    [
        "break HeapEntries.Allocate", "continue", "monitor savevm near", "tbreak KernelHeap.Allocate", "continue",
        "print bytes", "reverse-stepi", "backtrace 2",
        "reverse-step", "reverse-continue",
    ];

    public static async Task WriteAsync(Repository repository, CancellationToken cancel)
    {
        string document = Path.Combine(repository.Root, "docs", "DEBUGGING.md");
        string[] forward =
            [.. await RunAsync(repository, AtPrompt, [BreakpointInHeap(repository), .. Forward], cancel)];
        await MarkedText.ReplaceAsync(document, "forward", ["```", .. forward, "```"], cancel);
        string[] backward =
            [.. await RunAsync(repository, ["quiet", "--reverse", "--type", "kmalloc 24"], Backward, cancel)];
        await MarkedText.ReplaceAsync(document, "backward", ["```", .. backward, "```"], cancel);
    }

    // By file and current line number.
    private static string BreakpointInHeap(Repository repository)
    {
        string file = Path.Combine(repository.Root, "src", "Memory", "Heap", "KernelHeap.cs");
        int line = Array.FindIndex(File.ReadAllLines(file),
            text => text.Contains("VirtualAddress Allocate(", StringComparison.Ordinal));
        return line >= 0 ? $"break KernelHeap.cs:{line + 1}"
            : throw new FailedException($"{file} has no method Allocate to stop at");
    }

    private static async Task<IEnumerable<string>> RunAsync(Repository repository, string[] options, string[] commands,
        CancellationToken cancel)
    {
        // gdb prints "+command" before each command, and also before the commands inside one.
        string[] arguments = ["debug", .. options, "-x", "set trace-commands on",
            .. commands.Append(End).SelectMany(command => new[] { "-x", command })];
        ProcessOutput output =
            await ProcessOutput.OfAsync(Path.Combine(repository.Root, "osmosis"), arguments, repository.Root, cancel);
        if (!output.Succeeded)
        {
            throw new FailedException($"the debugging session failed: {output.Text.Trim()}");
        }

        string command = string.Join(' ',
            options.Select(option => option.Contains(' ', StringComparison.Ordinal) ? $"'{option}'" : option));
        return
        [
            $"$ ./osmosis debug {command}",
            .. TerminalMark().Replace(output.Text, "").ReplaceLineEndings("\n").Split('\n')
                .TakeWhile(line => line != $"+{End}")
                .Where(line => line.Length > 0 && (line[0] != '+' || commands.Contains(line[1..])))
                .Select(line => line[0] == '+' ? $"(gdb) {line[1..]}" : line.TrimEnd()),
        ];
    }

    // What the kernel tells terminals after each command, and they don't show.
    [GeneratedRegex(@"\e\][^\a]*\a")]
    private static partial Regex TerminalMark();
}
