using System;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Heap;
using Osmosis.Memory.Spaces;

namespace Osmosis.Kernel.Shell.Commands;

/// <summary>
/// Checks the invariants of frames, paging, address spaces and heap: the tests call the same code on the simulated
/// machine.
/// </summary>
internal readonly struct CheckCommand : ICommand
{
    public static ReadOnlySpan<byte> Name => "check"u8;

    public static CommandGroup Group => CommandGroup.Look;

    public static ReadOnlySpan<byte> Usage => "check"u8;

    public static ReadOnlySpan<byte> Summary => "test every invariant"u8;

    public static ReadOnlySpan<byte> Details =>
        "Frames, paging, address spaces, heap: as the tests do on a simulated machine.\n"u8;

    public static bool Run(ref Arguments arguments)
    {
        bool areFramesWhole = Tell("frames check"u8, KernelMemory.AreFramesWhole);
        bool isPagingWhole = Tell("paging check"u8, KernelMemory.IsPagingWhole);
        bool areSpacesWhole = Tell("spaces check"u8, KernelSpaces.Check(out _, out _) == SpaceFault.None);
        return Tell("heap check"u8, Heap.Check() == HeapFault.None) && areSpacesWhole && isPagingWhole
            && areFramesWhole;
    }

    private static bool Tell(ReadOnlySpan<byte> name, bool isWhole)
    {
        Terminal.Row(name, $"{(isWhole ? "passed"u8 : "failed"u8)}");
        return isWhole;
    }
}
