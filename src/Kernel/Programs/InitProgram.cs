// The program that the boot option init= names: it runs in place of the monitor, which waits behind control-].

using System;
using Osmosis.Kernel.Boot;

namespace Osmosis.Kernel.Programs;

internal static class InitProgram
{
    private const int TextBytes = 1024;

    /// <summary>Whether a program was started so. The machine is switched off when it has ended.</summary>
    public static bool IsRunning { get; private set; }

    /// <summary>Starts it and runs it, if the boot command line names one. Returns when control-] stopped it, or it can't run.</summary>
    public static void Run()
    {
        if (!TryStart())
        {
            return;
        }

        IsRunning = true;
        ProgramEnd.Await();
    }

    private static bool TryStart()
    {
        if (!BootOptions.TryGetInit(out ReadOnlySpan<byte> path, out ReadOnlySpan<byte> rest))
        {
            return false;
        }

        // The boot command line is shorter than that.
        ProgramTexts texts = new(stackalloc byte[TextBytes]);
        texts.TryAdd(path);
        while (BootOptions.TryNextWord(ref rest, out ReadOnlySpan<byte> word))
        {
            texts.TryAdd(word);
        }

        texts.TryFinish(out Osmosis.Programs.Starting.GivenTexts given);
        return KernelPrograms.TryStart(path, in given);
    }
}
