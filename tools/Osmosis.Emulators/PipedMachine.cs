// A machine whose first program has pipes for standard streams: they are this process's own, byte for byte.
using System.Diagnostics;

namespace Osmosis.Emulators;

/// <param name="Input">What the program reads; null: the terminal at which this process was started.</param>
/// <param name="Write">
/// Takes bytes of a stream: 1 standard output, 2 standard error, 0 what the kernel's terminal shows. False when nobody
/// will read them.
/// </param>
public sealed record ProgramStreams(Stream? Input, Func<int, byte[], bool> Write);

public static class PipedMachine
{
    private const int BufferBytes = 4096;

    /// <summary>Runs until the machine is switched off, or nobody reads what the program writes.</summary>
    /// <returns>How it ended; null when nobody read on, and it was ended.</returns>
    /// <exception cref="EmulatorException">QEMU could not be started.</exception>
    public static async Task<MachineEnd?> RunAsync(QemuOptions options, ProgramStreams streams,
        CancellationToken cancel = default)
    {
        // With an input of its own QEMU makes the terminal raw, and Ctrl-A X ends it.
        string serial = streams.Input is null ? "mon:stdio" : "stdio";
        string[] arguments = [.. options.Arguments(), "-nodefaults", "-vga", "std", "-display", "none", "-serial",
            serial, "-no-reboot"];
        using Process process = await ChildLauncher.StartAsync(options.Program, options.WorkingFolder, arguments,
            ownInput: streams.Input is null);
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync(cancel);
            bool isRead = await RelayAsync(process, streams, cancel);
            if (!isRead)
            {
                process.Kill();
            }

            await process.WaitForExitAsync(cancel);
            return !isRead ? null
                : process.ExitCode == 0 ? new MachineEnd(MachineEndKind.PoweredOff, 0, "")
                : MachineEnd.FromExitStatus(process.ExitCode, (await error).Trim());
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private static async Task<bool> RelayAsync(Process process, ProgramStreams streams, CancellationToken cancel)
    {
        bool isRead = true;
        ChannelSplitter splitter = new((stream, bytes) => isRead &= streams.Write(stream, bytes.ToArray()));
        bool isFed = streams.Input is null;
        byte[] buffer = new byte[BufferBytes];
        for (int count; isRead && (count = await process.StandardOutput.BaseStream.ReadAsync(buffer, cancel)) > 0;)
        {
            splitter.Append(buffer.AsSpan(0, count));
            if (!isFed && splitter.IsOpen)
            {
                // It may wait for input for ever, also when the machine has ended.
                _ = Task.Run(() => FeedAsync(streams.Input!, process.StandardInput.BaseStream), cancel);
                isFed = true;
            }
        }

        return isRead;
    }

    private static async Task FeedAsync(Stream input, Stream line)
    {
        byte[] buffer = new byte[BufferBytes];
        byte[] coded = new byte[2 * BufferBytes];
        try
        {
            for (int count; (count = await input.ReadAsync(buffer)) > 0;)
            {
                int length = 0;
                foreach (byte value in buffer.AsSpan(0, count))
                {
                    coded[length++] = value;
                    if (value == ChannelSplitter.Escape)
                    {
                        coded[length++] = value;
                    }
                }

                await line.WriteAsync(coded.AsMemory(0, length));
                await line.FlushAsync();
            }

            await line.WriteAsync(new byte[] { ChannelSplitter.Escape, ChannelSplitter.EndOfInput });
            await line.FlushAsync();
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // The machine has ended.
        }
    }
}
