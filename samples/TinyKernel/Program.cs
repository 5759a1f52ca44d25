// Starts the memory system, uses it well, then badly, then worse.
using System.Runtime;
using Osmosis.Memory;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Heap;
using Osmosis.Memory.Texts;
using Osmosis.Metal;

namespace TinyKernel;

internal static unsafe class Program
{
    [RuntimeExport("kernel_main")]
    private static void Main(uint multibootInformation, uint magic)
    {
        Exceptions.Handle(&Faults.Explain);
        KernelMemory.Start(new PhysicalAddress(multibootInformation));
        Processor.SwitchStack(KernelStack.Of(StackKind.Kernel).Top, &Run);
    }

    private static void Run()
    {
        Text.Write("frames: "u8, KernelMemory.Frames.FreeFrames, " free\n"u8);
        Text.Write("paging: "u8, KernelMemory.Paging.MappedPages, " pages mapped\n"u8);

        VirtualAddress block = KernelMemory.Heap.Allocate(100);
        Text.Write("heap: 100 bytes at "u8, block, "\n"u8);
        ((byte*)block.Value)[100] = 1;
        KernelMemory.Heap.Free(block);
        while (KernelMemory.Heap.TryTakeDamage(out HeapDamage damage))
        {
            Text.Write("heap: "u8, damage.Fault.Describe(), ", found at "u8);
            Text.Write(""u8, damage.DamagedAt, "\n"u8);
        }

        *(uint*)0x4000_0000 = 1;
    }
}
