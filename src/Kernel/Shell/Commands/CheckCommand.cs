using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Heap;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>
/// Checks the invariants of frames, paging and heap: the tests call the same code on the simulated machine.
/// </summary>
internal readonly struct CheckCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "check"u8;

    public static ReadOnlySpan<byte> Usage => "check"u8;

    public static ReadOnlySpan<byte> Summary => "check every invariant of frames, paging and heap"u8;

    public static void Run(ref Arguments arguments)
    {
        Print("frames check"u8, KernelMemory.AreFramesWhole);
        Print("paging check"u8, KernelMemory.IsPagingWhole);
        Print("heap check"u8, Heap.Check() == HeapFault.None);
    }

    private static void Print(ReadOnlySpan<byte> name, bool isWhole) => Terminal.Row(name, $"{(isWhole ? "passed"u8 : "failed"u8)}");
}
