using System;
using Osmosis.Boot;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;
using Osmosis.Memory.Texts;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>The cleaned memory map (D4, F2).</summary>
internal readonly struct MemMapCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "memmap"u8;

    public static CommandGroup Group => CommandGroup.Look;

    public static ReadOnlySpan<byte> Usage => "memmap"u8;

    public static ReadOnlySpan<byte> Summary => "the machine's memory map"u8;

    public static ReadOnlySpan<byte> Details => "As the boot loader gave it, cleaned; and what is reserved in it.\n"u8;

    public static bool Run(ref Arguments arguments)
    {
        ref BootInformation boot = ref KernelMemory.Boot;
        Terminal.Row("source"u8,
            $"{(boot.Source == MapSource.MemoryMap ? "the boot loader's memory map"u8
                : "mem_lower and mem_upper, as there is no map"u8)}");
        Terminal.Row("regions"u8, $"{boot.Map.Count}");
        for (int i = 0; i < boot.Map.Count; i++)
        {
            MemoryRegion region = boot.Map[i];
            Terminal.WriteLine(
                $"p0x{region.Start:x16} to p0x{region.End:x16}: {region.Kind.Describe()}, "
                    + $"{(region.End - region.Start) >> 10} KiB");
        }

        Terminal.WriteLine(
            $"reserved: frames 0 to {(MemoryLayout.LowMemoryEnd >> MemoryLayout.PageShift) - 1} (the first MiB)");
        for (int i = 0; i < boot.Reserved.Count; i++)
        {
            FrameRange range = boot.Reserved[i];
            Terminal.WriteLine(
                $"reserved: frames {range.FirstFrame} to {range.LastFrame} (kernel, boot data or modules)");
        }

        return true;
    }
}
