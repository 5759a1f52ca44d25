using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;
using Osmosis.Metal;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>Shows 1 to 64 words of memory, four a line (D5).</summary>
internal readonly struct PeekCommand : ICommand
{
    private const uint MostWords = 64;

    public static ReadOnlySpan<byte> Name => "peek"u8;

    public static CommandGroup Group => CommandGroup.Look;

    public static ReadOnlySpan<byte> Usage => "peek <address> [count]"u8;

    public static ReadOnlySpan<byte> Summary => "show words of memory"u8;

    public static ReadOnlySpan<byte> Details => """
        address: number or symbol. count: 1 to 64 words of 32 bits.
        example: peek _kernel_start 8

        """u8;

    public static bool TakesAddresses => true;

    public static bool Run(ref Arguments arguments)
    {
        uint count = 1;
        if (!arguments.TryNextAddress(out VirtualAddress address)
            || (!arguments.IsEmpty && !arguments.TryNextUInt32(out count, 1, MostWords)) || !arguments.TryEnd())
        {
            return arguments.Refuse();
        }

        bool isMapped = true;
        for (uint i = 0; i < count && isMapped; i++)
        {
            VirtualAddress word = address + (i * sizeof(uint));
            if (i % 4 == 0)
            {
                Terminal.Write($"{(i == 0 ? ""u8 : "\n"u8)}{word}:");
            }

            isMapped = IsMapped(word) && IsMapped(word + (sizeof(uint) - 1));
            if (isMapped)
            {
                Terminal.Write($" 0x{default(ProcessorMemory).Load(word.Value):x8}");
            }
            else
            {
                Terminal.Write($" not mapped");
            }
        }

        Terminal.WriteLine();
        return isMapped;
    }

    private static bool IsMapped(VirtualAddress address) =>
        KernelMemory.Paging.Resolve(address, out _) == MapError.None;
}
