using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Terminals;

namespace Osmosis.Programs.Processes;

/// <summary>
/// What programs live in: Linux's system calls as a function from state and registers to state and outcome. It runs with interrupts
/// off, is not re-entrant, and knows no device. The default value is not usable: <see cref="TryInitialise"/> makes it so.
/// </summary>
/// <typeparam name="T">What is around it.</typeparam>
public struct Personality<T>
    where T : struct, IProgramMachine
{
    public AddressSpaces<T> Spaces;
    public ProcessTable<T> Processes;
    public Terminal<T> Terminal;
    internal T Machine;

    /// <summary>What the present call leaves for the kernel to do.</summary>
    internal NextStep Next;

    /// <summary>Makes the default value one without programs. False when there is no frame for the zero page.</summary>
    /// <param name="machine">What is around it.</param>
    /// <param name="reserve">Frames that programs never get.</param>
    public bool TryInitialise(T machine, uint reserve)
    {
        Machine = machine;
        Processes.Initialise(machine);
        Terminal.Initialise(machine, new WindowSize { Rows = 25, Columns = 80 });
        return Spaces.TryInitialise(machine, reserve);
    }

    /// <summary>Answers a page fault of a thread. Errors: those of <see cref="AddressSpaces{T}.HandleFault(uint, VirtualAddress, Access)"/>.</summary>
    public SpaceError TryAnswer(uint thread, VirtualAddress address, Access access)
    {
        ref Process process = ref Processes[Processes.Thread(thread).Process];
        SpaceError error = Spaces.HandleFault(process.Space, address, access);
        process.Faults += error == SpaceError.None ? 1u : 0;
        return error;
    }

    /// <summary>A thread's process ends by a signal.</summary>
    public NextStep End(uint thread, Signal signal) => End(thread, (uint)signal);

    /// <summary>A thread's process ends, with a status as wait4 reports it. It must be the thread that runs.</summary>
    internal NextStep End(uint thread, uint status)
    {
        uint process = Processes.Thread(thread).Process;
        Spaces.Unload();
        Spaces.Release(Processes[process].Space);
        Processes.Finish(process, status);
        return NextStep.Ended;
    }
}
