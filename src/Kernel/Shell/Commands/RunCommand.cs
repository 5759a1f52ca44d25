using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Programs;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Starting;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>Runs a program until it has ended.</summary>
internal readonly struct RunCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "run"u8;

    public static CommandGroup Group => CommandGroup.Change;

    public static ReadOnlySpan<byte> Usage => "run"u8;

    public static ReadOnlySpan<byte> Summary => "run the boot module"u8;

    public static ReadOnlySpan<byte> Details => """
        Runs the program that the boot loader put into memory as first module: a static
        i386 ELF file. Control-] stops it and all that it started; resume goes on.
        On Linux: qemu-system-i386 -kernel artifacts/osmosis.elf -initrd a.out

        """u8;

    public static bool Run(ref Arguments arguments)
    {
        if (KernelPrograms.Count != 0)
        {
            Terminal.Row("run"u8, $"programs are stopped already: resume goes on");
            return false;
        }

        Errno error = KernelPrograms.StartModule(new StartTexts("init\0"u8, arguments: 1, variables: 0));
        if (error != Errno.None)
        {
            Terminal.Row("run"u8, $"{Describe(error)}");
            return false;
        }

        return ProgramEnd.Await();
    }

    private static ReadOnlySpan<byte> Describe(Errno error) => error switch
    {
        Errno.ENOENT => "there is no boot module"u8,
        Errno.ENOEXEC => "the boot module is not a program for this machine"u8,
        Errno.ENOMEM or Errno.EAGAIN => "too few frames are free"u8,
        _ => "the boot module can't be read"u8,
    };
}
