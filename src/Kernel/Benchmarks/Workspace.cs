// Memory for the workloads' own records, separate from the memory they measure: pages high in the address space.

using System;
using Osmosis.Benchmarks;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Memory;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Paging;
using Osmosis.Memory.Texts;

namespace Osmosis.Kernel.Benchmarks;

internal static unsafe class Workspace
{
    private const uint Base = 0xE0000000;

    private static uint s_mapped;

    /// <summary>
    /// Records for the given number of blocks, at the start of the workspace: the same memory each time, mapped as
    /// needed.
    /// </summary>
    public static Span<HeldBlock> Blocks(int length)
    {
        uint bytes = (uint)(length * sizeof(HeldBlock));
        for (; s_mapped < bytes; s_mapped += MemoryLayout.PageSize)
        {
            VirtualAddress page = new(Base + s_mapped);
            MapError error = KernelMemory.MapNewFrame(page);
            if (error != MapError.None)
            {
                Panic.Stop($"the benchmark's workspace can't be mapped at {page}: {error.Describe()}");
            }
        }

        // Sound: the pages were just mapped, writable, for the workspace alone.
        return new Span<HeldBlock>((void*)Base, length);
    }
}
