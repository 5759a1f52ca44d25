// Double faults: entered by a task switch, on a stack of their own, because the stack that faulted may be the reason. That task sends the
// interrupted one to report on the fault stack, as any fault is reported.

using System.Runtime;
using Osmosis.Faults;
using Osmosis.Kernel.Boot;
using Osmosis.Memory;

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
    /// The page directory of both tasks. It must be set before paging is turned on, because the processor loads CR3 from the task state that
    /// it switches to, and never writes it there.
    /// </summary>
    public static void UseDirectory(uint physicalAddress)
    {
        Task->Cr3 = physicalAddress;
        Interrupted->Cr3 = physicalAddress;
    }

    /// <summary>From now on the task's stack is used between its guard pages; paging must be on.</summary>
    public static void UseGuardedStack() => Task->Esp = KernelStack.Of(StackKind.DoubleFault).Top;

    // Sends the interrupted task to report what it did. A report that it was making already is given up: its stack begins anew, and the frame
    // lies at the stack's end, where the report's own first frame was.
    [RuntimeExport("double_fault_dispatch")]
    private static void Dispatch()
    {
        TaskState* task = Interrupted;

        // Sound: a frame fits on the fault stack, which nothing else uses: the task that would is the interrupted one.
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
