// Double faults: entered by a task switch, on a stack of their own, because the stack that faulted may be the reason.

using System.Runtime;
using Osmosis.Faults;
using Osmosis.Kernel.Boot;

namespace Osmosis.Kernel.Cpu;

internal static unsafe class DoubleFault
{
    // Sound: the linker reserves a task state at each place. The first is written by the processor when it switches
    // tasks, the second by this class alone.
    private static TaskState* Interrupted => (TaskState*)ImageLayout.Current.TaskState;

    private static TaskState* Task => (TaskState*)ImageLayout.Current.DoubleFaultTask;

    /// <summary>Fills in the task that reports. Interrupts are off in it.</summary>
    public static void Prepare()
    {
        ref readonly ImageLayout layout = ref ImageLayout.Current;
        uint* stubs = (uint*)layout.InterruptStubs;
        Task->Eip = stubs[Interrupts.VectorCount];
        Task->Esp = layout.DoubleFaultStackTop;
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
    /// The page directory to report under, and to go back to. It must be set when paging is turned on, because the processor loads CR3 from
    /// the task state that it switches to, and never writes it there.
    /// </summary>
    public static void UseDirectory(uint physicalAddress)
    {
        Task->Cr3 = physicalAddress;
        Interrupted->Cr3 = physicalAddress;
    }

    // What was interrupted is in the other task state. Returns only when that was changed to a place to go on from.
    [RuntimeExport("double_fault_dispatch")]
    private static void Dispatch()
    {
        TaskState* task = Interrupted;
        InterruptFrame frame = new()
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
        Interrupts.HandleFault(in frame);
        Recovery.Resume(task);
    }
}
