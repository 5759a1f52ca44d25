// The way into ring 3, and what comes back from there: Assembly/UserEntries.asm.

using System.Runtime;
using System.Runtime.CompilerServices;
using Osmosis.Faults;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Devices;
using Osmosis.Kernel.Snapshot;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Metal;
using Osmosis.Programs;
using Osmosis.Programs.Calls;
using Osmosis.Programs.Delivery;
using Osmosis.Programs.Processes;

namespace Osmosis.Kernel.Programs;

internal static unsafe class UserMode
{
    private static uint s_running;

    private static ref Process Running =>
        ref KernelPrograms.Core.Processes[KernelPrograms.Core.Processes.Thread(s_running).Process];

    /// <summary>
    /// Runs a thread until the kernel has something else to do. Interrupts must be off; they are on in the program. The
    /// thread's space is loaded.
    /// </summary>
    public static NextStep Run(uint thread)
    {
        // Sound: records never move, and this one stays taken while its thread runs.
        ref Thread record = ref KernelPrograms.Core.Processes.Thread(thread);
        fixed (Thread* running = &record)
        {
            running->Registers.MakeSafe(in running->Segments);
            Segments.Use(running);
            s_running = thread;
            return (NextStep)RunUser(&running->Registers);
        }
    }

    // Sound: the stub passes the registers of the thread that Run has entered.
    [RuntimeExport("user_entered")]
    private static uint Entered(Registers* registers)
    {
        uint vector = registers->Vector;
        NextStep next = vector == Interrupts.SystemCall ? KernelPrograms.Core.Call(s_running)
            : vector == (uint)FaultKind.PageFault ? AnswerFault(registers)
            : vector >= Interrupts.FirstLine ? Serve(vector)
            : Stop(registers);

        // A signal is delivered before the program goes on.
        return (uint)(next == NextStep.Continue && KernelPrograms.Core.HasSignal(s_running) ? NextStep.Reload : next);
    }

    private static NextStep AnswerFault(Registers* registers)
    {
        VirtualAddress address = new(Processor.ReadCr2());
        PageFaultCode code = new(registers->ErrorCode);
        Access access = code.IsWrite ? Access.Write : Access.Read;
        SpaceError error = KernelPrograms.Core.TryAnswer(s_running, address, access, out FaultAnswer answer);
        if (EventRing.IsWatched && error != SpaceError.OutOfMemory)
        {
            EventRing.Record(EventKind.FaultAnswered, address.Value, (uint)answer, Running.Id, registers->Eip,
                code.Value);
        }

        if (error == SpaceError.None)
        {
            return NextStep.Continue;
        }

        if (error == SpaceError.OutOfMemory)
        {
            return MakeRoom();
        }

        if (KernelPrograms.Core.TryRaise(s_running, address, error, out Signal signal))
        {
            return NextStep.Reload;
        }

        ProgramFaultText.WritePageFault(in Running, in *registers, address);
        return KernelPrograms.Core.End(s_running, signal);
    }

    // The access is tried again when the program that holds most has ended (S9), which may be this one.
    private static NextStep MakeRoom()
    {
        uint largest = KernelPrograms.Core.KillLargest(out uint frames);
        if (largest != 0)
        {
            ProgramFaultText.WriteNoFrame(in KernelPrograms.Core.Processes[largest], frames);
        }

        return KernelPrograms.Core.HasSignal(s_running) ? NextStep.Reload : NextStep.Yield;
    }

    private static NextStep Serve(uint vector)
    {
        if (vector == Interrupts.FirstLine + Timer.Line)
        {
            KernelPrograms.Core.CountTick(s_running);
        }

        Interrupts.Serve(vector);
        KernelPrograms.NoticeInterrupt();
        return NextStep.Yield;
    }

    private static NextStep Stop(Registers* registers)
    {
        if (KernelPrograms.Core.TryRaise(s_running, out Signal signal))
        {
            return NextStep.Reload;
        }

        ProgramFaultText.Write(in Running, in *registers);
        return KernelPrograms.Core.End(s_running, signal);
    }

    [RuntimeImport("*", "user_run")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern uint RunUser(Registers* registers);
}
