// Segments: flat code and data of kernel and programs, the running thread's own, and the two task states.

using Osmosis.Kernel.Boot;
using Osmosis.Metal;
using Osmosis.Programs.Processes;

namespace Osmosis.Kernel.Cpu;

internal static unsafe class Segments
{
    public const ushort KernelCode = 0x08;
    public const ushort KernelData = 0x10;
    public const ushort Task = 0x18;
    public const ushort DoubleFaultTask = 0x20;

    /// <summary>Programs' code and data, with the numbers that Linux gives them.</summary>
    public const ushort UserCode = Registers.UserCode;
    public const ushort UserData = Registers.UserData;

    private const int Count = 16;
    private const uint TaskStateLimit = 103;

    /// <summary>Builds the descriptor table and loads every segment register and the task register.</summary>
    public static void Load()
    {
        ref readonly ImageLayout layout = ref ImageLayout.Current;

        // Sound: the linker reserves five descriptors and a task state there, and only this method uses them.
        TaskState* task = (TaskState*)layout.TaskState;
        task->Ss0 = KernelData;
        task->TrapAndPortMap = TaskState.NoPortMap;

        ulong* descriptors = (ulong*)layout.DescriptorTable;
        descriptors[KernelCode / 8] = Descriptor(0, 0xFFFFF, access: 0x9A, flags: 0xC);
        descriptors[KernelData / 8] = Descriptor(0, 0xFFFFF, access: 0x92, flags: 0xC);
        descriptors[Task / 8] = Descriptor(layout.TaskState, TaskStateLimit, access: 0x89, flags: 0);
        descriptors[UserCode / 8] = Descriptor(0, 0xFFFFF, access: 0xFA, flags: 0xC);
        descriptors[UserData / 8] = Descriptor(0, 0xFFFFF, access: 0xF2, flags: 0xC);
        descriptors[DoubleFaultTask / 8] = Descriptor(layout.DoubleFaultTask, TaskStateLimit, access: 0x89, flags: 0);

        TableRegister register = new((Count * 8) - 1, layout.DescriptorTable);
        Processor.LoadDescriptorTable(&register);
        Processor.LoadTaskRegister(Task);

        // A reset leaves a local table at address 0, with any bytes as descriptors: a program could load them.
        Processor.LoadLocalTable(0);
    }

    /// <summary>
    /// Makes a thread the one that enters the kernel: the processor pushes into its registers from their end, and its
    /// own segments are there.
    /// </summary>
    public static void Use(Thread* thread)
    {
        ref readonly ImageLayout layout = ref ImageLayout.Current;

        // Sound: see Load. Interrupts are off, and the processor reads both only when a program is entered or left.
        ((TaskState*)layout.TaskState)->Esp0 = (uint)(thread + 1);
        ulong* descriptors = (ulong*)layout.DescriptorTable;
        for (int i = 0; i < ThreadSegments.Count; i++)
        {
            descriptors[ThreadSegments.First + i] = thread->Segments[i];
        }
    }

    // 63        56 55   52 51         48 47    40 39        16 15         0
    // ┌───────────┬───────┬─────────────┬────────┬────────────┬────────────┐
    // │base 31..24│ flags │limit 19..16 │ access │ base 23..0 │limit 15..0 │   SDM volume 3, "Segment Descriptors"
    // └───────────┴───────┴─────────────┴────────┴────────────┴────────────┘
    //   flags: 8 limit in pages, 4 32-bit       access: 80 present, 60 ring 3, 10 code or data, 8 code, 2 read/write,
    //                                           09 free 32-bit task
    private static ulong Descriptor(uint address, uint limit, uint access, uint flags)
    {
        uint low = (address << 16) | (limit & 0xFFFF);
        uint high = (address & 0xFF000000) | (flags << 20) | (limit & 0xF0000) | (access << 8)
            | ((address >> 16) & 0xFF);
        return ((ulong)high << 32) | low;
    }
}
