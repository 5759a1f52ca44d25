// The program that the boot option init= or run= names: it runs in place of the monitor, which waits behind control-].

using System;
using Osmosis.Kernel.Boot;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Devices;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Starting;

namespace Osmosis.Kernel.Programs;

internal static class InitProgram
{
    // The boot command line is shorter, and the environment short.
    private const int TextBytes = 1200;

    /// <summary>Whether init= started a program. The machine is switched off when it has ended.</summary>
    public static bool IsRunning { get; private set; }

    /// <summary>
    /// Starts it and runs it, if the boot command line names one. Returns when control-] stopped it, when it can't run,
    /// and with run= when it has ended. When init= can't run and somebody listens at the debug port, the machine is
    /// switched off: nobody is there to see why.
    /// </summary>
    public static void Run()
    {
        IsRunning = BootOptions.TryGetInit(out ReadOnlySpan<byte> path);
        if (!IsRunning && !BootOptions.TryGetRun(out path))
        {
            return;
        }

        if (TryStart(path))
        {
            EndReport.Begin();
            ProgramEnd.Await();
        }
        else if (IsRunning && DebugPort.IsPresent)
        {
            Power.Off();
        }
        else
        {
            IsRunning = false;
        }
    }

    private static bool TryStart(ReadOnlySpan<byte> encoded)
    {
        Span<byte> path = stackalloc byte[TextBytes];
        Span<byte> word = stackalloc byte[TextBytes];
        ProgramTexts texts = new(stackalloc byte[TextBytes]);
        path = path[..BootOptions.Decode(encoded, path)];
        bool fits = texts.TryAdd(path);
        ReadOnlySpan<byte> rest = BootOptions.ProgramWords;
        while (fits && BootOptions.TryNextWord(ref rest, out ReadOnlySpan<byte> next))
        {
            fits = texts.TryAdd(word[..BootOptions.Decode(next, word)]);
        }

        fits &= texts.TryFinish(out GivenTexts given);
        if (!fits)
        {
            Terminal.Row("run"u8, $"the arguments are too long");
        }

        return fits && KernelPrograms.TryStart(path, in given) && (!IsRunning || TryOpenPipes());
    }

    private static bool TryOpenPipes()
    {
        BootOptions.TryGetPipes(out ReadOnlySpan<byte> descriptors);
        Errno error = StandardPipes.Open(KernelPrograms.Core.Processes.First, descriptors);
        if (error != Errno.None)
        {
            Terminal.Row("run"u8, $"pipes={descriptors}: {StartFaultText.Describe(error)}");
        }

        return error == Errno.None;
    }
}
