using System;
using System.Diagnostics.CodeAnalysis;
using Osmosis.Memory.Addresses;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Files;
using Osmosis.Programs.Terminals;

namespace Osmosis.Programs.Processes;

/// <summary>
/// What programs live in: Linux's system calls as a function from state and registers to state and outcome. It runs
/// with interrupts off, is not re-entrant, and knows no device. The default value is not usable:
/// <see cref="TryInitialise"/> makes it so.
/// </summary>
/// <typeparam name="T">What is around it.</typeparam>
public struct Personality<T>
    where T : struct, IProgramMachine
{
    public AddressSpaces<T> Spaces;
    public ProcessTable<T> Processes;
    public FileSystem<T> Files;
    public Terminal<T> Terminal;
    public Tally Tally;
    internal T Machine;

    /// <summary>The thread whose call is done.</summary>
    internal uint Caller;

    /// <summary>When the first alarm is due, in microseconds since boot.</summary>
    internal ulong NextAlarm;

    /// <summary>What the present call leaves for the kernel to do.</summary>
    internal NextStep Next;

    /// <summary>A signal that the present call raises for its own thread.</summary>
    internal Signal Raised;

    /// <summary>
    /// Paths, a page of bytes and some words on their way between programs and files: only one call is done at a time.
    /// </summary>
    internal PathBuffer Path;
    internal PathBuffer SecondPath;
    internal PageBuffer Page;
    internal WordBuffer Words;

    /// <summary>Bytes of <see cref="MissingInterpreter"/>.</summary>
    internal uint MissingBytes;

    /// <summary>
    /// The interpreter for want of which the last start failed, as the script or the program names it; empty when that
    /// was not the reason. The next call overwrites it.
    /// </summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> MissingInterpreter =>
        ((ReadOnlySpan<byte>)Page).Slice(0, (int)MissingBytes);

    /// <summary>Makes the default value one without programs. False when there is no frame for the zero page.</summary>
    /// <param name="machine">What is around it.</param>
    /// <param name="reserve">Frames that programs never get.</param>
    public bool TryInitialise(T machine, uint reserve)
    {
        Machine = machine;
        NextAlarm = Timers.Never;
        Processes.Initialise(machine);
        Terminal.Initialise(machine, new WindowSize { Rows = 25, Columns = 80 });
        return Spaces.TryInitialise(machine, reserve) && Files.TryInitialise(machine);
    }

    /// <summary>The clock ticked: files get their times from it, and those whose deadline has come can run.</summary>
    public void Tick()
    {
        ulong now = Machine.Microseconds;
        Files.Now = Machine.BootTime + (now * 1000);
        Processes.WakeDue(now);
        this.RaiseAlarms(now);
    }

    /// <summary>
    /// Answers a page fault of a thread, and says what was done. Errors: those of
    /// <see cref="FaultHandling.HandleFault"/>.
    /// </summary>
    public SpaceError TryAnswer(uint thread, VirtualAddress address, Access access, out FaultAnswer answer)
    {
        ref Process process = ref Processes[Processes.Thread(thread).Process];
        SpaceError error = Spaces.HandleFault(process.Space, address, access, out answer);
        Tally.Faults[(int)answer]++;
        Tally.MostFrames = Math.Max(Tally.MostFrames, Machine.FrameEnd - Machine.FreeFrames);
        process.Faults += error == SpaceError.None ? 1u : 0;
        return error;
    }

    internal readonly uint SpaceOf(in Thread caller) => Processes[caller.Process].Space;
}
