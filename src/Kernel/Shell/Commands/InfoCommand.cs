// The `info` command.

using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Devices;
using Osmosis.Kernel.Diagnostics;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Texts;

namespace Osmosis.Kernel.Shell.Commands;

internal readonly struct InfoCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "info"u8;

    public static CommandGroup Group => CommandGroup.Machine;

    public static ReadOnlySpan<byte> Usage => "info"u8;

    public static ReadOnlySpan<byte> Summary => "kernel, processor, devices"u8;

    public static ReadOnlySpan<byte> Details => "Says which devices were found.\n"u8;

    public static bool Run(ref Arguments arguments)
    {
        Terminal.Row("name"u8, $"OS/mosis");
        Terminal.Row("version"u8, $"{BuildInformation.Version}");
        Terminal.Row("commit"u8, $"{BuildInformation.Commit}");
        Terminal.Row("compiler"u8, $"{BuildInformation.Compiler}");
        Terminal.Row("symbols"u8, $"{Symbols.Table.FunctionCount} functions, {Symbols.Table.Length} bytes");
        Terminal.Row("boot loader"u8, $"{KernelMemory.LoaderName}");
        Terminal.Row("multiboot version"u8, $"{KernelMemory.Boot.MultibootVersion}");
        WriteProcessor();
        Terminal.Row("timer"u8,
            $"{(Timer.IsTicking ? "present"u8
                : Timer.IsPresent ? "counts, but its interrupts don't come"u8 : "absent"u8)}");
        WriteScreen();
        WriteDevice("serial port"u8, SerialPort.IsPresent);
        WriteDevice("keyboard"u8, Ps2Keyboard.IsPresent);
        return true;
    }

    private static void WriteProcessor()
    {
        ProcessorIdentity.Read(out ProcessorIdentity processor);
        Terminal.Row("processor vendor"u8, $"{processor.Vendor}");
        Terminal.Row("processor"u8, $"{OrNotStated(processor.Brand)}");
        Terminal.Row("processor signature"u8, $"0x{processor.Signature:x8}");
        Terminal.Write("processor features used:"u8);
        WriteFeature("fpu"u8, processor, ProcessorFeatures.Fpu);
        WriteFeature("tsc"u8, processor, ProcessorFeatures.Tsc);
        WriteFeature("cmov"u8, processor, ProcessorFeatures.Cmov);
        WriteFeature("fxsr"u8, processor, ProcessorFeatures.Fxsr);
        WriteFeature("sse2"u8, processor, ProcessorFeatures.Sse2);
        Terminal.WriteLine();
    }

    private static void WriteFeature(ReadOnlySpan<byte> name, in ProcessorIdentity processor, ProcessorFeatures feature)
    {
        if ((processor.Features & feature) != 0)
        {
            Terminal.Write($" {name}");
        }
    }

    private static void WriteScreen()
    {
        ref readonly FramebufferLayout layout = ref Framebuffer.Layout;
        switch (Screen.Device)
        {
            case ScreenDevice.VgaText:
                Terminal.Row("screen"u8, $"VGA text");
                break;
            case ScreenDevice.Framebuffer:
                Terminal.Row("screen"u8,
                    $"framebuffer, {layout.Width} x {layout.Height} pixels of {layout.BytesPerPixel * 8} bits, at "
                        + $"{new PhysicalAddress(layout.Address)}");
                break;
            default:
                Terminal.Row("screen"u8, $"none: {Screen.Error.Describe()}");
                break;
        }
    }

    private static void WriteDevice(ReadOnlySpan<byte> name, bool isPresent) =>
        Terminal.Row(name, $"{(isPresent ? "present"u8 : "absent"u8)}");

    private static ReadOnlySpan<byte> OrNotStated(ReadOnlySpan<byte> text) => text.IsEmpty ? "not stated"u8 : text;
}
