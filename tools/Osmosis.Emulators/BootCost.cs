// How many instructions the kernel executes from its entry to its first prompt.
namespace Osmosis.Emulators;

public static class BootCost
{
    /// <summary>
    /// Boots a machine on which one tick of the time-stamp counter is one instruction, and reads the counter at the kernel's entry and
    /// when, the prompt being out, it first waits for an interrupt. The same number every time.
    /// </summary>
    /// <exception cref="NoAnswerException">The prompt did not come.</exception>
    public static async Task<ulong> MeasureAsync(QemuOptions options, TimeSpan timeout, CancellationToken cancel = default)
    {
        KernelImage image = KernelImage.Load(options.KernelPath);
        await using QemuMachine machine = await QemuMachine.StartAsync(options with { CountInstructions = true, WaitForDebugger = true }, cancel);
        using Debugger debugger = await Debugger.ConnectAsync(machine, cancel);
        await debugger.RunToAsync(image.Entry, cancel);
        ulong start = await TimeStampAsync(debugger, image, cancel);

        Task<IReadOnlyList<string>> prompt = new KernelConsole(machine) { Timeout = timeout }.WaitForPromptAsync(cancel);
        do
        {
            await debugger.RunToAsync(image["interrupts_await"], cancel);
        }
        while (await Task.WhenAny(prompt, Task.Delay(TimeSpan.FromMilliseconds(50), cancel)) != prompt);

        await prompt;
        // The first reading of the counter was an instruction too.
        return await TimeStampAsync(debugger, image, cancel) - start - 1;
    }

    // Executes the kernel's own `rdtsc` out of turn, and puts every register back.
    private static async Task<ulong> TimeStampAsync(Debugger debugger, KernelImage image, CancellationToken cancel)
    {
        string registers = await debugger.SaveAsync(cancel);
        await debugger.WriteAsync(Register.Eip, image["read_time_stamp"], cancel);
        await debugger.StepAsync(cancel);
        ulong time = ((ulong)await debugger.ReadAsync(Register.Edx, cancel) << 32) | await debugger.ReadAsync(Register.Eax, cancel);
        await debugger.RestoreAsync(registers, cancel);
        return time;
    }
}
