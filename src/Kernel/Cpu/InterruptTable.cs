// The interrupt descriptor table: the code that the processor enters for each vector.

using Osmosis.Faults;
using Osmosis.Kernel.Boot;
using Osmosis.Metal;

namespace Osmosis.Kernel.Cpu;

internal static unsafe class InterruptTable
{
    private const uint Size = 256;
    private const uint GateBytes = 8;
    private const uint UnexpectedStubBytes = 8;
    private const uint InterruptGate = 0x8E00;
    private const uint UserGate = 0xEE00;
    private const uint TaskGate = 0x8500;

    /// <summary>
    /// Fills the table and loads it. Needs <see cref="Segments.Load"/>. The gates of exceptions come first and are
    /// loaded at once, because an exception before that resets the machine.
    /// </summary>
    public static void Load()
    {
        ref readonly ImageLayout layout = ref ImageLayout.Current;

        // Sound: the linker reserves 256 gates there, and only this method uses them. The stubs are a constant table of
        // FirstUnexpected addresses.
        Gate* gates = (Gate*)layout.InterruptTable;
        uint* stubs = (uint*)layout.InterruptStubs;
        for (uint vector = 0; vector < Interrupts.FirstUnexpected; vector++)
        {
            gates[vector] = new Gate(Segments.KernelCode, stubs[vector], InterruptGate);
        }

        // A double fault may mean that the stack is unusable, so its gate switches to a task with its own stack.
        gates[(uint)FaultKind.DoubleFault] = new Gate(Segments.DoubleFaultTask, 0, TaskGate);
        LoadRegister(layout.InterruptTable, Interrupts.FirstUnexpected);

        uint stub = layout.UnexpectedStubs;
        for (uint vector = Interrupts.FirstUnexpected; vector < Size; vector++)
        {
            gates[vector] = new Gate(Segments.KernelCode, stub, InterruptGate);
            stub += UnexpectedStubBytes;
        }

        // The vectors that a program may raise by an instruction, as on Linux: int3, into, int 0x80.
        gates[(uint)FaultKind.Breakpoint] = new Gate(Segments.KernelCode, stubs[(uint)FaultKind.Breakpoint], UserGate);
        gates[(uint)FaultKind.Overflow] = new Gate(Segments.KernelCode, stubs[(uint)FaultKind.Overflow], UserGate);
        gates[Interrupts.SystemCall] = new Gate(Segments.KernelCode, layout.UserCallEntry, UserGate);
        LoadRegister(layout.InterruptTable, Size);
    }

    /// <summary>
    /// From here on an interrupt line ends a wait and does nothing else, for good. Exceptions are reported as before.
    /// Interrupts must be off.
    /// </summary>
    public static void LeaveLinesUnserved()
    {
        ref readonly ImageLayout layout = ref ImageLayout.Current;

        // Sound: as in Load, which has filled the table; with interrupts off nothing enters a half-written gate.
        Gate* gates = (Gate*)layout.InterruptTable;
        for (uint vector = Interrupts.FirstLine; vector < Interrupts.FirstUnexpected; vector++)
        {
            gates[vector] = new Gate(Segments.KernelCode, layout.UnservedLine, InterruptGate);
        }

        LoadRegister(layout.InterruptTable, Size);
    }

    private static void LoadRegister(uint table, uint gates)
    {
        TableRegister register = new((ushort)((gates * GateBytes) - 1), table);
        Processor.LoadInterruptTable(&register);
    }

    // 63          48 47            32 31      16 15         0
    // ┌─────────────┬────────────────┬──────────┬────────────┐
    // │offset 31..16│ kind: 8E00 gate│ selector │offset 15..0│   SDM volume 3, "IDT Descriptors"
    // │             │ EE00 for ring 3│          │            │   An interrupt gate turns interrupts off.
    // │             │ 8500 task gate │          │            │
    // └─────────────┴────────────────┴──────────┴────────────┘
    private readonly struct Gate(ushort selector, uint offset, uint kind)
    {
        private readonly uint _low = ((uint)selector << 16) | (offset & 0xFFFF);
        private readonly uint _high = (offset & 0xFFFF0000) | kind;
    }
}
