// A machine without interaction: it runs until it switches itself off, and then its output is read.
using System.Diagnostics;

namespace Osmosis.Emulators;

public static class UnattendedMachine
{
    /// <summary>
    /// Runs to the end. The serial line goes into a pipe, which takes 64 KiB before the kernel must wait. Until then
    /// the kernel's output costs the same every time. (A socket takes a few hundred bytes that come one by one.)
    /// </summary>
    /// <param name="options">The machine.</param>
    /// <param name="limit">The time limit.</param>
    /// <param name="cancel">Ends the machine.</param>
    /// <returns>How it ended, and the lines on the serial line, without colours.</returns>
    /// <exception cref="EmulatorException">It did not end in time.</exception>
    public static async Task<(MachineEnd End, string[] Lines)> RunAsync(QemuOptions options, TimeSpan limit,
        CancellationToken cancel = default)
    {
        string[] arguments = [.. options.Arguments(), "-nodefaults", "-vga", "std", "-display", "none", "-serial",
            "stdio", "-no-reboot"];
        using Process process = await ChildLauncher.StartAsync(options.Program, options.WorkingFolder, arguments);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        stop.CancelAfter(limit);
        try
        {
            process.StandardInput.Close();
            Task<string> error = process.StandardError.ReadToEndAsync(stop.Token);
            TerminalTranscript transcript = new();
            byte[] buffer = new byte[4096];
            for (int count; (count = await process.StandardOutput.BaseStream.ReadAsync(buffer, stop.Token)) > 0;)
            {
                transcript.Append(buffer.AsSpan(0, count));
            }

            await process.WaitForExitAsync(stop.Token);
            MachineEnd end = process.ExitCode == 0
                ? new MachineEnd(MachineEndKind.PoweredOff, 0, "")
                : MachineEnd.FromExitStatus(process.ExitCode, (await error).Trim());
            return (end, transcript.Lines(0, transcript.Count));
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            cancel.ThrowIfCancellationRequested();
            throw new EmulatorException($"the machine did not end within {limit.TotalSeconds:0.#} s");
        }
    }
}
