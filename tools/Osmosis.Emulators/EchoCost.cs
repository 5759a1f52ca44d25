// The number of instructions for one key typed on the serial line.
namespace Osmosis.Emulators;

public static class EchoCost
{
    private const string Keys = "echoes";

    /// <summary>
    /// Counts from the interrupt for a received byte, through its echo, until the kernel waits again. The middle one of
    /// several keys counts: a tick of the timer may make a key dearer, and a busy machine once missed an echo.
    /// </summary>
    /// <exception cref="EmulatorException">A key was not echoed in time.</exception>
    public static async Task<long> MeasureAsync(QemuOptions options, TimeSpan timeout,
        CancellationToken cancel = default)
    {
        KernelImage image = KernelImage.Load(options.KernelPath);
        uint waiting = image[BootCost.WaitingRoutine];
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        try
        {
            await using TracedMachine machine = await TracedMachine.StartAsync(options, image, limit.Token);
            await BootCost.CountToPromptAsync(machine, waiting, KernelConsole.Prompt, limit.Token);
            List<long> costs = [];
            for (int i = 1; i <= Keys.Length; i++)
            {
                costs.Add(await EchoAsync(machine, waiting, Keys[..i], limit.Token));
            }

            return costs.Order().ElementAt((costs.Count - 1) / 2);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new EmulatorException($"a key was not echoed within {timeout.TotalSeconds:0.#} s");
        }
    }

    // While nothing is typed, only ticks of the timer happen between two waits. The echo is by far the longest.
    private static async Task<long> EchoAsync(TracedMachine machine, uint waiting, string line,
        CancellationToken cancel)
    {
        Task sending = machine.Console.Machine.Serial.SendAsync(line[^1..], cancel);
        long longest = 0;
        for (bool isEchoed = false; !isEchoed;)
        {
            // The echo was seen before this stretch between two waits began, so the stretch that echoed has been
            // counted.
            isEchoed = machine.Console.CurrentLine == KernelConsole.Prompt + line;
            long count = 0;
            do
            {
                count++;
            }
            while (await machine.NextAsync(cancel) != waiting);
            longest = Math.Max(longest, count);
        }

        await sending;
        return longest;
    }
}
