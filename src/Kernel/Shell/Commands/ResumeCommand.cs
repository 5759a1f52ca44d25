using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Programs;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>Lets stopped programs go on.</summary>
internal readonly struct ResumeCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "resume"u8;

    public static CommandGroup Group => CommandGroup.Machine;

    public static ReadOnlySpan<byte> Usage => "resume"u8;

    public static ReadOnlySpan<byte> Summary => "let programs go on"u8;

    public static ReadOnlySpan<byte> Details => """
        Lets the programs go on that control-] has stopped.

        """u8;

    public static bool Run(ref Arguments arguments)
    {
        if (KernelPrograms.Count == 0)
        {
            Terminal.Row("resume"u8, $"there is no program");
            return false;
        }

        return ProgramEnd.Await();
    }
}
