// A machine whose serial line is the terminal at which this command was started.
using System.Diagnostics;
using Osmosis.Emulators;

namespace Osmosis.Cli.Programs;

internal static class TerminalSession
{
    /// <summary>
    /// Runs until the machine is switched off. QEMU owns the terminal. It makes the terminal raw, so that Ctrl-C and
    /// the arrows reach the guest, and restores it when it ends by itself. This method restores it too, in case QEMU
    /// does not.
    /// </summary>
    /// <param name="options">The machine.</param>
    /// <param name="display">Whether its screen is shown in a window.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="FailedException">It ended in another way.</exception>
    public static async Task RunAsync(QemuOptions options, bool display, CancellationToken cancel)
    {
        // .NET and earlier programs may have left the arrow keys in application mode; the guest expects normal mode.
        await using (Stream output = Console.OpenStandardOutput())
        {
            output.Write("\e[?1l\e>"u8);
        }

        string[] arguments = [.. options.Arguments(), "-display", display ? "gtk" : "none", "-serial", "mon:stdio"];
        int status =
            await KeepAsync(() =>
                ProcessOutput.PassThroughAsync(options.Program, arguments, options.WorkingFolder, cancel: cancel),
                cancel);
        if (status != 0)
        {
            throw new FailedException(MachineEnd.FromExitStatus(status, "").ToString());
        }
    }

    /// <summary>Leaves the terminal's settings as they were before <paramref name="work"/>.</summary>
    public static async Task<T> KeepAsync<T>(Func<Task<T>> work, CancellationToken cancel)
    {
        string settings = await SettingsAsync(cancel);
        try
        {
            return await work();
        }
        finally
        {
            await ProcessOutput.PassThroughAsync("stty", [settings], cancel: CancellationToken.None);
        }
    }

    private static async Task<string> SettingsAsync(CancellationToken cancel)
    {
        using Process stty = Process.Start(new ProcessStartInfo("stty", ["-g"]) { RedirectStandardOutput = true })!;
        string settings = await stty.StandardOutput.ReadToEndAsync(cancel);
        await stty.WaitForExitAsync(cancel);
        return settings.Trim();
    }
}
