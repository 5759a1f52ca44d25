// How many instructions the kernel executes from its entry to its first prompt.
using System.Diagnostics;

namespace Osmosis.Emulators;

public static class BootCost
{
    // The kernel's routine that waits for an interrupt: where it first comes to when the prompt is out.
    private const string WaitingRoutine = "interrupts_await";

    private static readonly TimeSpan PromptDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Boots a machine that logs every instruction of the kernel, and counts until, with the prompt out, it first waits for input. An
    /// iteration of a string operation counts as one. The number is the same every time, for the same image and machine.
    /// </summary>
    /// <exception cref="EmulatorException">The prompt did not come in time.</exception>
    public static async Task<long> MeasureAsync(QemuOptions options, TimeSpan timeout, CancellationToken cancel = default)
    {
        KernelImage image = KernelImage.Load(options.KernelPath);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("osmosis-trace-");
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        try
        {
            string pipe = Path.Combine(folder.FullName, "pipe");
            using (Process mkfifo = Process.Start("mkfifo", [pipe]))
            {
                await mkfifo.WaitForExitAsync(limit.Token);
            }

            // Opened for writing too, so that neither side waits for the other.
            using StreamReader trace = new(new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite));
            await using QemuMachine machine = await QemuMachine.StartAsync(
                options with { CountInstructions = true, Trace = new InstructionTrace(pipe, image["_kernel_start"], image["_kernel_end"]) }, limit.Token);
            return await CountAsync(trace, machine, image[WaitingRoutine], limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new EmulatorException($"the prompt did not come within {timeout.TotalSeconds:0.#} s");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // A line is `Trace 0: <host address> [<code segment base>/<instruction address>/<flags>]`.
    private static async Task<long> CountAsync(StreamReader trace, QemuMachine machine, uint waiting, CancellationToken cancel)
    {
        string mark = $"/{waiting:x8}/";
        KernelConsole console = new(machine);
        long count = 0;
        while (await trace.ReadLineAsync(cancel) is { } line)
        {
            bool atWait = line.Contains(mark, StringComparison.Ordinal);
            if (atWait && await console.WaitAsync(transcript => transcript.CurrentLine == KernelConsole.Prompt, PromptDelay, cancel))
            {
                return count;
            }

            count++;
        }

        throw new EmulatorException("QEMU ended its trace");
    }
}
