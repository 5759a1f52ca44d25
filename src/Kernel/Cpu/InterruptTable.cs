// The interrupt descriptor table: which code the processor enters for which vector.

using Osmosis.Faults;
using Osmosis.Kernel.Boot;

namespace Osmosis.Kernel.Cpu;

internal static unsafe class InterruptTable
{
    private const int Size = 256;
    private const uint InterruptGate = 0x8E00;
    private const uint TaskGate = 0x8500;

    /// <summary>Fills the table and loads it. From here on no exception is silent. Needs <see cref="Segments.Load"/>.</summary>
    public static void Load()
    {
        ref readonly ImageLayout layout = ref ImageLayout.Current;

        // Sound: the linker reserves 256 gates there, and only this method refers to them. The stubs are a constant
        // table of VectorCount addresses.
        ulong* gates = (ulong*)layout.InterruptTable;
        uint* stubs = (uint*)layout.InterruptStubs;

        for (uint vector = 0; vector < Interrupts.VectorCount; vector++)
        {
            gates[vector] = Gate(Segments.KernelCode, stubs[vector], InterruptGate);
        }

        // A double fault may mean that the stack is gone, so it is entered by a task switch, on a stack of its own.
        gates[(uint)FaultKind.DoubleFault] = Gate(Segments.DoubleFaultTask, 0, TaskGate);

        TableRegister register = new((Size * 8) - 1, layout.InterruptTable);
        Processor.LoadInterruptTable(&register);
    }

    // 63          48 47            32 31      16 15         0
    // ┌─────────────┬────────────────┬──────────┬────────────┐
    // │offset 31..16│ kind: 8E00 gate│ selector │offset 15..0│   SDM volume 3, "IDT Descriptors"
    // │             │ 8500 task gate │          │            │   An interrupt gate turns interrupts off.
    // └─────────────┴────────────────┴──────────┴────────────┘
    private static ulong Gate(ushort selector, uint offset, uint kind) =>
        ((ulong)((offset & 0xFFFF0000) | kind) << 32) | ((uint)selector << 16) | (offset & 0xFFFF);
}
