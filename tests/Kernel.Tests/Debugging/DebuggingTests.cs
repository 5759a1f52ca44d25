// ./osmosis debug with a script for gdb: the view of C# and of the kernel's memory.
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Osmosis.Kernel.Tests.Command;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Debugging;

public sealed partial class DebuggingTests
{
    // The first page table's frame, as a debugger computes it: the first entry of the directory, through the recursive
    // slot.
    private const string TableFrame = "*(unsigned int *)0xfffff000 >> 12";

    [Fact]
    public async Task A_breakpoint_by_file_and_line_shows_source_arguments_and_callers_in_CSharp()
    {
        (string file, int line) = Place("src/Kernel/Memory/HeapEntries.cs",
            "pointer = THeap.Instance.TryAllocate(bytes, caller)");
        string[] output = await DebugAsync("heap=plain", "--type", "kmalloc 24", "-x", $"break {file}:{line}", "-x",
            "continue", "-x", "print bytes", "-x", "backtrace");
        Assert.Contains(output,
            row => row.StartsWith($"{line}\t", StringComparison.Ordinal)
                && row.Contains("THeap.Instance.TryAllocate(bytes, caller)", StringComparison.Ordinal));
        Assert.Contains("$1 = 24", output);
        string[] names = [.. output.Select(row => Frame().Match(row)).Where(match => match.Success)
            .Select(match => match.Groups["name"].Value)];
        Assert.Equal(["HeapEntries.Allocate", "KmallocCommand.Run", "CommandShell.Execute", "CommandShell.ExecuteAt"],
            names[..4]);
        Assert.Equal(["CommandShell.Run", "KernelMain.RunOnGuardedStack", "switch_stack"], names[^3..]);
        Assert.Contains(output,
            row => row.StartsWith("#1 ", StringComparison.Ordinal)
                && row.Contains(" at src/Kernel/Shell/Commands/KmallocCommand.cs:", StringComparison.Ordinal));
    }

    [Slow]
    [Fact]
    public async Task Every_instruction_of_an_allocation_has_the_same_callers()
    {
        string[] output = await DebugAsync(
            "heap=checked", "--type", "kmalloc 24", "-x", "tbreak HeapEntries.Allocate", "-x", "continue", "-x",
            $"source {Script("callers.py")}");
        Match? result = output.Select(row => SteppedRow().Match(row)).FirstOrDefault(match => match.Success);
        Assert.True(result is not null, string.Join('\n', output));
        Assert.InRange(int.Parse(result.Groups["count"].Value, CultureInfo.InvariantCulture), 300, int.MaxValue);
        Assert.InRange(int.Parse(result.Groups["deepest"].Value, CultureInfo.InvariantCulture), 3, 20);
    }

    [Slow]
    [Fact]
    public async Task Entries_frames_and_blocks_are_those_that_the_kernel_tells_of()
    {
        string[] output = await DebugAsync(
            "--type", "kmalloc 100", "--type", "pte 0xb8000", "--type", "heap blocks", "--type", "ticks", "-x",
            "tbreak TicksCommand.Run", "-x", "continue",
            "-x", "echo \\ndebugger\\n", "-x", "osmosis pte 0xb8000", "-x", "osmosis heap", "-x", "osmosis frame 0xb8",
            "-x", "set language c", "-x", $"osmosis frame {TableFrame}");
        int split = Array.IndexOf(output, "debugger");
        (string[] kernel, string[] debugger) = (output[..split], output[(split + 1)..]);
        foreach (string name in new[] { "directory entry", "table entry" })
        {
            string told =
                kernel.Single(row => row.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 2)..];
            Assert.Contains(debugger,
                row => row.StartsWith(name + " ", StringComparison.Ordinal)
                    && row.EndsWith(": " + told, StringComparison.Ordinal));
        }

        Assert.Contains("physical address: p0x000b8000", debugger);
        string block = kernel.Single(row => row.Contains(": allocated, ", StringComparison.Ordinal)
            && row.Contains(" 100 asked for", StringComparison.Ordinal));
        Assert.Contains(debugger,
            row => row.StartsWith(block[..block.IndexOf(" bytes", StringComparison.Ordinal)], StringComparison.Ordinal)
                && row.Contains("allocated by KmallocCommand.Run (src/Kernel/Shell/Commands/KmallocCommand.cs:",
                    StringComparison.Ordinal));
        Assert.Contains("frame 0xb8, p0x000b8000: reserved", debugger);
        Assert.Contains("mapped at v0x000b8000", debugger);
        string table = kernel.First(row => row.StartsWith("directory entry: ", StringComparison.Ordinal))
            .Split("p0x")[1][..5].TrimStart('0');
        Assert.Contains($"frame 0x{table}, p0x{table.PadLeft(5, '0')}000: allocated", debugger);
    }

    [Slow]
    [Fact]
    public async Task What_is_wrong_is_said_in_a_line_whatever_memory_holds()
    {
        const string Inside = "int(heap_bounds()['First']) + 0x1ffc";
        static string Set(string name, string value) =>
            $"python gdb.selected_inferior().write_memory(int(heap_bounds()['{name}'].address), "
                + $"({value}).to_bytes(4, 'little'))";
        string[] output = await DebugAsync(
            "--type", "kmalloc 100", "--type", "ticks", "-x", "tbreak TicksCommand.Run", "-x", "continue", "-x",
            "osmosis pte zzz", "-x", "osmosis nonsense", "-x", "osmosis",
            "-x", Set("Top", "16"), "-x", "osmosis heap", "-x", Set("Top", "0xfffffff0"), "-x",
            Set("End", "0xfffffff8"), "-x", "osmosis heap",
            "-x", Set("Top", Inside), "-x", Set("End", Inside), "-x", "osmosis heap", "-x", "echo done\\n");
        Assert.Contains(output,
            row =>
                row.StartsWith("zzz is not a number, an address or an expression of one: ", StringComparison.Ordinal));
        Assert.Contains("osmosis has no command nonsense: 'help osmosis' lists those it has", output);
        Assert.Contains(output, row => row.StartsWith("osmosis pte -- ", StringComparison.Ordinal));
        Assert.Equal(2,
            output.Count(row => row.StartsWith("the heap's bounds are damaged: ", StringComparison.Ordinal)));
        Assert.Contains(output,
            row => row.EndsWith(" below the heap's top: the heap is damaged", StringComparison.Ordinal));
        Assert.DoesNotContain(output,
            row => row.Contains("Traceback", StringComparison.Ordinal)
                || row.Contains("Python Exception", StringComparison.Ordinal));
        Assert.Contains("done", output);
    }

    [Slow]
    [Fact]
    public async Task Values_of_the_core_are_printed_as_the_kernel_prints_them()
    {
        string[] output = await DebugAsync(
            "--type", "pte 0xb8000", "-x", "tbreak AddressText.WriteEntryRow", "-x", "continue", "-x", "info args",
            "-x", "print Heap.s_checked._first", "-x", "ptype PageTableEntry");
        Assert.Contains(output,
            row => Regex.IsMatch(row, @"^entry = 0x[0-9a-f]{8} \(present, writable.*\) frame p0x[0-9a-f]{8}$"));
        Assert.Contains("name = \"directory entry\"", output);
        Assert.Contains("    uint Value;", output);
    }

    [Slow]
    [Fact]
    public async Task A_recorded_run_goes_backwards()
    {
        string[] output = await DebugAsync(
            "--reverse", "--type", "kmalloc 24", "-x", "break KernelHeap.Allocate", "-x", "continue", "-x",
            "reverse-stepi", "-x", "backtrace 1",
            "-x", "tbreak KmallocCommand.Run", "-x", "reverse-continue", "-x", "backtrace 1", "-x", "continue", "-x",
            "print bytes");
        string[] frames = [.. output.Where(row => row.StartsWith("#0 ", StringComparison.Ordinal))];
        Assert.Equal(2, frames.Length);
        Assert.Contains(" HeapEntries.Allocate (", frames[0], StringComparison.Ordinal);
        Assert.Contains(" KmallocCommand.Run (", frames[1], StringComparison.Ordinal);
        Assert.Contains("$1 = 24", output);
    }

    [Fact]
    public async Task An_editor_s_gdb_finds_the_machine_where_its_settings_say()
    {
        string settings = await File.ReadAllTextAsync(Path.Combine(Checkout.Sources, ".vscode", "launch.json"));
        string name = SettingsAddress().Match(settings).Groups["name"].Value;
        Assert.Contains("/tools/gdb/osmosis.py", settings, StringComparison.Ordinal);
        string artifacts = "artifacts/";
        Assert.StartsWith(artifacts, name, StringComparison.Ordinal);
        string socket = Path.Combine(Checkout.Tested, name[artifacts.Length..]);
        Task<OsmosisCommand> serving = OsmosisCommand.RunAsync(Checkout.Root, ["debug", "--serve"]);
        while (!File.Exists(socket) && !serving.IsCompleted)
        {
            await Task.Delay(20);
        }

        ProcessStartInfo start = new(
            "gdb",
            [
                "-q", "-nx", "-batch", "-ex", "source tools/gdb/osmosis.py", "-ex", $"target remote {socket}", "-ex",
                "tbreak KernelMain.Main", "-ex", "continue", "-ex", "kill",
                Path.ChangeExtension(Checkout.Image, ".debug"),
            ])
        { WorkingDirectory = Checkout.Sources, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process gdb = Process.Start(start)!;
        Task<string> error = gdb.StandardError.ReadToEndAsync();
        string output = await gdb.StandardOutput.ReadToEndAsync();
        Assert.DoesNotContain("more recent than executable", await error, StringComparison.Ordinal);
        Assert.Contains("KernelMain.Main (multibootInformation=", output, StringComparison.Ordinal);
        Assert.Equal(0, (await serving.WaitAsync(TimeLimit.Patience)).Status);
        Assert.False(File.Exists(socket));
    }

    [Fact]
    public void The_image_carries_no_debug_information_and_its_symbols_are_where_those_of_the_debug_file_are()
    {
        KernelImage image = KernelImage.Load(Checkout.Image);
        KernelImage debug = KernelImage.Load(Path.ChangeExtension(Checkout.Image, ".debug"));
        Assert.DoesNotContain(".debug_info"u8.ToArray(), File.ReadAllBytes(Checkout.Image).AsSpan());
        foreach (string name in new[] { "_start", "_kernel_end", "kmalloc", "paging_map", "_rodata_end",
            "fault_stack" })
        {
            Assert.Equal(image[name], debug[name]);
        }
    }

    private static string Script(string name) =>
        Path.Combine(Checkout.Sources, "tests", "Kernel.Tests", "Debugging", name);

    // The place of a line of source, found by its text so that changes elsewhere in the file don't matter.
    private static (string File, int Line) Place(string path, string text)
    {
        int index = Array.FindIndex(File.ReadAllLines(Path.Combine(Checkout.Sources, path)),
            line => line.Contains(text, StringComparison.Ordinal));
        Assert.True(index >= 0, $"{path} has no line with {text}");
        return (Path.GetFileName(path), index + 1);
    }

    private static async Task<string[]> DebugAsync(params string[] arguments)
    {
        OsmosisCommand debug = await OsmosisCommand.RunAsync(Checkout.Root, ["debug", .. arguments]);
        Assert.True(debug.Status == 0, string.Join('\n', debug.Error));
        return [.. debug.Output.Concat(debug.Error).Select(line => line.TrimEnd('\r'))];
    }

    [GeneratedRegex(@"^#\d+ +(0x[0-9a-f]+ in )?(?<name>[\w.]+) \(")]
    private static partial Regex Frame();

    [GeneratedRegex(@"""miDebuggerServerAddress"": ""\$\{workspaceFolder\}/(?<name>[^""]+)""")]
    private static partial Regex SettingsAddress();

    [GeneratedRegex(@"^stepped (?<count>\d+) instructions, up to (?<deepest>\d+) calls deep, with the same callers$")]
    private static partial Regex SteppedRow();
}
