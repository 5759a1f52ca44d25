using System;
using System.Runtime.CompilerServices;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Kernel.Programs;
using Osmosis.Programs.Starting;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>Runs a program until it has ended.</summary>
internal readonly struct RunCommand : ICommand
{
    private const int TextBytes = 4200;

    public static ReadOnlySpan<byte> Name => "run"u8;

    public static CommandGroup Group => CommandGroup.Change;

    public static ReadOnlySpan<byte> Usage => "run [path [arguments]]"u8;

    public static ReadOnlySpan<byte> Summary => "run a program"u8;

    public static ReadOnlySpan<byte> Details => """
        Runs a program from the files of the first boot module, a cpio archive. One
        that is itself a program is the file /init, which is run when no path is given.
        Control-] stops it and all that it started; resume goes on.
        example: run /bin/ls -l /
        On Linux: qemu-system-i386 -kernel artifacts/osmosis.elf -initrd files.cpio

        """u8;

    public static bool Run(ref Arguments arguments)
    {
        if (KernelPrograms.Count != 0)
        {
            Terminal.Row("run"u8, $"programs are stopped already: resume goes on");
            return false;
        }

        return TryStart(ref arguments) && ProgramEnd.Await();
    }

    // A method of its own, so that the texts don't stay on the stack while the program runs.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryStart(ref Arguments arguments)
    {
        if (arguments.IsEmpty && KernelMemory.Boot.FirstModule.Bytes == 0)
        {
            Terminal.Row("run"u8, $"there is no boot module");
            return false;
        }

        ProgramTexts texts = new(stackalloc byte[TextBytes]);
        ReadOnlySpan<byte> path = "/init"u8;
        bool fits = arguments.IsEmpty ? texts.TryAdd(path) : arguments.TryNext(out path) && texts.TryAdd(path);
        while (fits && !arguments.IsEmpty)
        {
            fits = arguments.TryNext(out ReadOnlySpan<byte> word) && texts.TryAdd(word);
        }

        fits &= texts.TryFinish(out GivenTexts given);
        if (!fits)
        {
            Terminal.Row("run"u8, $"the arguments are too long");
        }

        return fits && KernelPrograms.TryStart(path, in given);
    }
}
