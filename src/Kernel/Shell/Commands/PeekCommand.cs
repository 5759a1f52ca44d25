using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>Shows 1 to 64 words of memory, four a line (D5).</summary>
internal readonly struct PeekCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "peek"u8;

    public static ReadOnlySpan<byte> Usage => "peek <address> [count]"u8;

    public static ReadOnlySpan<byte> Summary => "show 32-bit words of memory"u8;

    public static void Run(ref Arguments arguments)
    {
        uint count = 1;
        int given = arguments.Count;
        if (given is 0 or > 2 || !arguments.TryNextAddress(out VirtualAddress address)
            || (given == 2 && !arguments.TryNextUInt32(out count)) || count is 0 or > 64)
        {
            arguments.ReportUsage();
            return;
        }

        for (uint i = 0; i < count; i++)
        {
            VirtualAddress word = address + (i * sizeof(uint));
            if (i % 4 == 0)
            {
                Terminal.Write($"{(i == 0 ? ""u8 : "\n"u8)}{word}:");
            }

            if (!IsMapped(word) || !IsMapped(word + (sizeof(uint) - 1)))
            {
                Terminal.Write($" not mapped");
                break;
            }

            Terminal.Write($" 0x{default(ProcessorMemory).Load(word.Value):x8}");
        }

        Terminal.WriteLine();
    }

    private static bool IsMapped(VirtualAddress address) => KernelMemory.Paging.Resolve(address, out _) == MapError.None;
}
