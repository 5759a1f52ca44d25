// The `irq` command.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Devices;

namespace Osmosis.Kernel.Shell.Commands;

internal readonly struct IrqCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "irq"u8;

    public static CommandGroup Group => CommandGroup.Machine;

    public static ReadOnlySpan<byte> Usage => "irq"u8;

    public static ReadOnlySpan<byte> Summary => "lost input, odd interrupts"u8;

    public static ReadOnlySpan<byte> Details => "Counts what should not happen.\n"u8;

    public static bool Run(ref Arguments arguments)
    {
        Terminal.Row("spurious interrupts"u8, $"{Pic.SpuriousCount}");
        Terminal.Row("unexpected interrupts"u8, $"{UnexpectedInterrupts.Count}");
        if (UnexpectedInterrupts.Count != 0)
        {
            Terminal.Row("last unexpected vector"u8, $"{UnexpectedInterrupts.LastVector}");
        }

        Terminal.Row("serial bytes lost"u8, $"{SerialPort.LostBytes}");
        Terminal.Row("serial overruns"u8, $"{SerialPort.Overruns}");
        Terminal.Row("serial bytes not sent"u8, $"{SerialPort.UnsentBytes}");
        Terminal.Row("keyboard bytes lost"u8, $"{Ps2Keyboard.LostBytes}");
        return true;
    }
}
