// The trial of the kernel on every machine.
using System.Diagnostics;
using Osmosis.Emulators;

namespace Osmosis.Cli.Machines;

internal sealed class CellTrial(MatrixCell cell)
{
    private const string Refusal = "OS/mosis halted: this processor lacks";
    private const string SafeToSwitchOff = "halted: it is safe to switch off";

    // Generous, because other machines may run on this host at the same time.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(200);

    /// <summary>The time to the first prompt, or to the refusal.</summary>
    public TimeSpan? Prompt { get; private set; }

    /// <exception cref="FailedException">Something is not as it should be.</exception>
    public async Task RunAsync(MatrixImages images, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        await using IEmulator machine = await cell.StartAsync(images, cancel);
        KernelConsole console = new(machine) { Timeout = s_patience };
        if (cell.IsRefused)
        {
            bool isRefused =
                await console.WaitAsync(transcript =>
                    transcript.CurrentLine.StartsWith(Refusal, StringComparison.Ordinal), s_patience, cancel);
            Require(isRefused, $"the processor was not refused, but: '{console.CurrentLine}'");
            Prompt = Stopwatch.GetElapsedTime(start);
            await console.SettleAsync(s_quiet, cancel);
            Require(!machine.Ended.IsCompleted, "the machine ended after it had refused the processor");
        }
        else
        {
            await console.WaitForPromptAsync(cancel);
            Prompt = Stopwatch.GetElapsedTime(start);
            await TryCommandsAsync(console, cancel);
            await TrySpacesAsync(console, cancel);
            await CompareMappingAsync(console, cancel);
        }

        Require(!machine.HasTripleFaulted, "the machine had a triple fault");
    }

    private async Task TryCommandsAsync(KernelConsole console, CancellationToken cancel)
    {
        Rows info = new(await console.RunAsync("info", cancel));
        Require(info.Number("multiboot version") == (ulong)cell.Loader.Multiboot,
            $"the kernel says that it was loaded by Multiboot {info.Text("multiboot version")}");
        string loader = cell.Loader.Medium != BootMedium.Kernel ? "GRUB" : cell is QemuCell ? "qemu" : "not named";
        Require(info.Text("boot loader").StartsWith(loader, StringComparison.Ordinal),
            $"the boot loader is said to be {info.Text("boot loader")}, which is {loader}");
        Require(info.Text("serial port") == "present",
            "the kernel does not find the serial port that it speaks through");
        Require(info.Text("keyboard") == "present", "the kernel does not find the keyboard");
        string screen = cell.Loader.Firmware == FirmwareKind.Bios ? "VGA text" : "framebuffer, ";
        Require(info.Text("screen").StartsWith(screen, StringComparison.Ordinal),
            $"the screen is said to be {info.Text("screen")}, which is {screen}");
        Rows paging = new(await console.RunAsync("paging", cancel));
        Require(paging.Text("paging") == "enabled" && paging.Text("write protection") == "enabled",
            "paging or write protection is off");
        Rows heap = new(await console.RunAsync("heap", cancel));
        Require(heap.Number("base") == paging.Number("identity end"),
            "the heap does not start where the identity window ends");
        Rows test = new(await console.RunAsync("alloc_test", cancel));
        Require(test.Text("alloc_test").StartsWith("passed", StringComparison.Ordinal),
            $"alloc_test: {test.Text("alloc_test")}");
        IReadOnlyList<string> fault = await console.RunAsync("fault null", cancel);
        Require(fault is [.., "command ended by a fault"], "the shell did not survive a fault");
        Require(
            fault.Any(line =>
                line.StartsWith("fault: page fault: write to v0x00000000 (a null pointer)", StringComparison.Ordinal)),
                "a write through null is not explained");
        fault = await console.RunAsync("fault details", cancel);
        Require(fault.Contains("DS  0x00000010  ES  0x00000010  FS  0x00000010  GS  0x00000010"),
            "the selectors in the report are wrong");
        Require(fault.Any(line => line.StartsWith("CR0 0x80010033", StringComparison.Ordinal)),
            $"CR0 is not as on every "
                + $"machine: {fault.FirstOrDefault(line => line.StartsWith("CR0", StringComparison.Ordinal))}");
    }

    // The processor itself reads and writes in two related spaces: a translation that outlives a change would show the
    // wrong word.
    private static async Task TrySpacesAsync(KernelConsole console, CancellationToken cancel)
    {
        (string Command, string Row, string Answer)[] steps =
        [
            ("space new", "number", "1"),
            ("space map 1 0x08000000 2", "space", "done"),
            ("space peek 1 0x08000000", "answer", "the zero frame, read-only"),
            ("space poke 1 0x08000000 5", "answer", "a new page of zeros"),
            ("space fork 1", "number", "2"),
            ("space peek 2 0x08000000", "value", "0x00000005"),
            ("space poke 2 0x08000000 6", "answer", "a copy of the page"),
            ("space peek 1 0x08000000", "value", "0x00000005"),
            ("space poke 1 0x08000000 7", "answer", "the page taken over, as nobody else has it"),
            ("space peek 2 0x08000000", "value", "0x00000006"),
            ("space protect 1 0x08000000 1 r", "space", "done"),
            ("space poke 1 0x08000000 8", "space", "refused: the region doesn't allow it"),
            ("space end 2", "space", "done"),
            ("check", "spaces check", "passed"),
        ];
        foreach ((string command, string row, string answer) in steps)
        {
            string said = new Rows(await console.RunAsync(command, cancel)).Text(row);
            Require(said == answer, $"{command}: {row} is {said}, which is to be {answer}");
        }
    }

    // The emulator is asked for its mappings after the kernel has halted, because Bochs can't answer earlier.
    private static async Task CompareMappingAsync(KernelConsole console, CancellationToken cancel)
    {
        KernelMapping mapping = await KernelMapping.ReadAsync(console, cancel);
        await console.Machine.Serial.SendAsync("halt\r", cancel);
        bool isHalted =
            await console.WaitAsync(transcript => transcript.CurrentLine.Length == 0
                && transcript.Find(0, SafeToSwitchOff) is not null, s_patience, cancel);
        Require(isHalted
            || console.Machine.Ended is { IsCompletedSuccessfully: true, Result.Kind: MachineEndKind.PoweredOff },
            "halt did not halt");
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(s_patience);
        if (mapping.FirstDifference(await console.Machine.MappingsAsync(limit.Token)) is { } difference)
        {
            throw new FailedException($"kernel and emulator disagree on the mapping: {difference}");
        }
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new FailedException(otherwise);
        }
    }
}
