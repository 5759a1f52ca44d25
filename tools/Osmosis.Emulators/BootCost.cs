// The number of instructions from the kernel's entry to its first prompt.
namespace Osmosis.Emulators;

public static class BootCost
{
    /// <summary>The kernel's routine that waits for an interrupt, first called after the prompt.</summary>
    internal const string WaitingRoutine = "interrupts_await";

    private static readonly TimeSpan PromptDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Boots a machine that logs every instruction of the kernel, and counts until it first waits for input after the
    /// prompt. An iteration of a string operation counts as one. The number is the same every time, for the same image
    /// and machine.
    /// </summary>
    /// <param name="options">The machine.</param>
    /// <param name="timeout">The time limit.</param>
    /// <param name="prompt">What stands on the line when it waits: the kernel's prompt, or a program's. Instructions of
    /// programs don't count.</param>
    /// <param name="cancel">Ends the machine.</param>
    /// <exception cref="EmulatorException">The prompt did not come in time.</exception>
    public static async Task<long> MeasureAsync(QemuOptions options, TimeSpan timeout,
        string prompt = KernelConsole.Prompt, CancellationToken cancel = default)
    {
        KernelImage image = KernelImage.Load(options.KernelPath);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        try
        {
            await using TracedMachine machine = await TracedMachine.StartAsync(options, image, limit.Token);
            return await CountToPromptAsync(machine, image[WaitingRoutine], prompt, limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new EmulatorException($"the prompt did not come within {timeout.TotalSeconds:0.#} s");
        }
    }

    internal static async Task<long> CountToPromptAsync(TracedMachine machine, uint waiting, string prompt,
        CancellationToken cancel)
    {
        for (long count = 0; ; count++)
        {
            if (await machine.NextAsync(cancel) == waiting
                && await machine.Console.WaitAsync(transcript => transcript.CurrentLine == prompt,
                    PromptDelay, cancel))
            {
                return count;
            }
        }
    }
}
