// Double faults. The processor switches to a separate task with its own stack, because the cause may be the faulting
// stack. That task makes the interrupted task report on the fault stack, like any other fault.

using System.Runtime;
using Osmosis.Faults;
using Osmosis.Kernel.Boot;
using Osmosis.Memory;
using Osmosis.Metal;

namespace Osmosis.Kernel.Cpu;

internal static unsafe class DoubleFault
{
    private const uint StackBytes = KernelStack.ImagePages * MemoryLayout.PageSize;

    // Sound: the linker reserves a task state at each place. The first is written by the processor when it switches
    // tasks, the second by this class alone.
    private static TaskState* Interrupted => (TaskState*)ImageLayout.Current.TaskState;

    private static TaskState* Task => (TaskState*)ImageLayout.Current.DoubleFaultTask;

    /// <summary>Fills in the task. Interrupts are off in it.</summary>
    public static void Prepare()
    {
        ref readonly ImageLayout layout = ref ImageLayout.Current;
        Task->Eip = layout.DoubleFaultEntry;
        Task->Esp = KernelStack.Of(StackKind.DoubleFault).PlaceInImage(layout.Stacks) + StackBytes;
        Task->EFlags = TaskState.EFlagsReserved;
        Task->Cs = Segments.KernelCode;
        Task->Ss = Segments.KernelData;
        Task->Ds = Segments.KernelData;
        Task->Es = Segments.KernelData;
        Task->Fs = Segments.KernelData;
        Task->Gs = Segments.KernelData;
        Task->TrapAndPortMap = TaskState.NoPortMap;
    }

    /// <summary>
    /// Sets the page directory of both tasks. Call it before paging is turned on, because the processor loads CR3 from
    /// the task state that it switches to and never writes it there.
    /// </summary>
    public static void UseDirectory(uint physicalAddress)
    {
        Task->Cr3 = physicalAddress;
        Interrupted->Cr3 = physicalAddress;
    }

    /// <summary>From now on the task's stack is used between its guard pages; paging must be on.</summary>
    public static void UseGuardedStack() => Task->Esp = KernelStack.Of(StackKind.DoubleFault).Top;

    // Makes the interrupted task report the fault. A report already in progress is abandoned: its stack starts again
    // from its end, and the new frame replaces the report's first frame there.
    [RuntimeExport("double_fault_dispatch")]
    private static void Dispatch()
    {
        TaskState* task = Interrupted;

        // Sound: a frame fits on the fault stack, and its only other user is the interrupted task.
        InterruptFrame* frame = (InterruptFrame*)StubStacks.FaultTop - 1;
        *frame = new()
        {
            Gs = task->Gs,
            Fs = task->Fs,
            Es = task->Es,
            Ds = task->Ds,
            Edi = task->Edi,
            Esi = task->Esi,
            Ebp = task->Ebp,
            Esp = task->Esp,
            Ebx = task->Ebx,
            Edx = task->Edx,
            Ecx = task->Ecx,
            Eax = task->Eax,
            Vector = (uint)FaultKind.DoubleFault,
            ErrorCode = 0,
            Eip = task->Eip,
            Cs = task->Cs,
            EFlags = task->EFlags,
        };
        task->Eip = ImageLayout.Current.DoubleFaultReport;
        task->Esp = (uint)frame;
        task->EFlags = TaskState.EFlagsReserved;
        task->Cs = Segments.KernelCode;
        task->Ss = Segments.KernelData;
        task->Ds = Segments.KernelData;
        task->Es = Segments.KernelData;
        task->Fs = Segments.KernelData;
        task->Gs = Segments.KernelData;
    }
}
