// The machine's programs: the one that the monitor starts, and those that programs start.

using System;
using Osmosis.Kernel.Boot;
using Osmosis.Kernel.Console;
using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Devices;
using Osmosis.Kernel.Memory;
using Osmosis.Metal;
using Osmosis.Programs.Calls;
using Osmosis.Programs.Delivery;
using Osmosis.Programs.Devices;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Starting;
using Osmosis.Programs.Terminals;

namespace Osmosis.Kernel.Programs;

internal static class KernelPrograms
{
    private const ulong NanosecondsPerSecond = 1_000_000_000;

    private static Personality<SpaceMemory> s_core;
    private static bool s_hasFiles;
    private static byte s_kept;
    private static bool s_hasKept;
    private static bool s_wasInterrupted;

    /// <summary>Programs and their address spaces.</summary>
    public static ref Personality<SpaceMemory> Core => ref s_core;

    /// <summary>Processes, zombies included.</summary>
    public static uint Count => KernelSpaces.IsStarted ? s_core.Processes.Count : 0;

    /// <summary>How the process that the monitor started last ended, as wait4 reports it.</summary>
    public static uint LastStatus { get; private set; }

    /// <summary>When the machine was booted, in nanoseconds since 1970.</summary>
    public static ulong BootTime { get; private set; }

    /// <summary>
    /// The process whose space it is, or will be: control-] may come in the middle of an execve. 0 when it is no
    /// program's.
    /// </summary>
    public static uint OwnerOf(uint space)
    {
        for (uint process = 1; process < s_core.Processes.End; process++)
        {
            ref readonly Process owner = ref s_core.Processes[process];
            if (owner.Id != 0 && !owner.IsZombie
                && (owner.Space == space || s_core.Processes.Thread(owner.Thread).Start.Made.Space == space))
            {
                return owner.Id;
            }
        }

        return 0;
    }

    /// <summary>The space of a program. False when there is no such program, or it has ended.</summary>
    public static bool TryFindSpace(uint id, out uint space)
    {
        uint process = KernelSpaces.IsStarted ? s_core.Processes.Find(id) : 0;
        space = process == 0 ? 0 : s_core.Processes[process].Space;
        return space != 0;
    }

    /// <summary>Ends a program at once. False when there is no such program, or it has ended.</summary>
    public static bool TryKill(uint id)
    {
        uint process = KernelSpaces.IsStarted ? s_core.Processes.Find(id) : 0;
        if (process == 0 || s_core.Processes[process].IsZombie)
        {
            return false;
        }

        using InterruptState off = InterruptState.Disable();
        CoreUse.Begin();
        s_core.Kill(process);
        uint thread = s_core.Processes[process].Thread;
        s_core.Processes.TakeOutOfTurn(thread);
        RunThread(thread);
        s_core.Spaces.Unload();
        CoreUse.End();
        return true;
    }

    /// <summary>Starts a program from a file of the boot module. Says why not, and returns false.</summary>
    public static bool TryStart(ReadOnlySpan<byte> path, in GivenTexts texts)
    {
        if (!KernelSpaces.TryStart())
        {
            Terminal.Row("run"u8, $"too few frames are free");
            return false;
        }

        CoreUse.Begin();
        bool isReady = s_hasFiles || TryMakeFiles();
        Errno error = isReady ? s_core.Start(path, in texts, out _) : Errno.None;
        CoreUse.End();
        ReadOnlySpan<byte> missing = s_core.MissingInterpreter;
        if (error != Errno.None && missing.IsEmpty)
        {
            Terminal.Row("run"u8, $"{path}: {StartFaultText.Describe(error)}");
        }
        else if (error != Errno.None)
        {
            Terminal.Row("run"u8, $"{path}: its interpreter {missing}: {StartFaultText.Describe(error)}");
        }

        return isReady && error == Errno.None;
    }

    /// <summary>
    /// An interrupt came, whether in a program or while none could run: input and time may have gone on.
    /// </summary>
    public static void NoticeInterrupt() => s_wasInterrupted = true;

    /// <summary>
    /// Runs programs until none is left, one has the machine switched off, or control-] stops them all.
    /// </summary>
    public static RunEnd Run()
    {
        using InterruptState off = InterruptState.Disable();
        CoreUse.Begin();
        s_wasInterrupted = true;
        RunEnd end = RunEnd.NoneLeft;
        while (end == RunEnd.NoneLeft && s_core.Processes.Count != 0)
        {
            if (s_wasInterrupted)
            {
                s_wasInterrupted = false;
                TakeInput();
                s_core.Tick();
                StandardPipes.Send();
            }

            uint thread = s_core.Processes.TakeReady();
            if (thread == 0)
            {
                // A thread may wait for room in a pipe.
                StandardPipes.Send();
                thread = s_core.Processes.TakeReady();
            }

            if (thread != 0)
            {
                end = RunThread(thread);
            }
            else
            {
                AwaitInterrupt();
            }

            bool isStopped = BreakKey.StopsPrograms && !StandardPipes.TakesInput;
            end = end == RunEnd.NoneLeft && isStopped ? RunEnd.Stopped : end;
        }

        StandardPipes.Send();
        s_core.Spaces.Unload();
        CoreUse.End();
        return end;
    }

    private static bool TryMakeFiles()
    {
        ulong seconds = RealTimeClock.Read();
        ulong sinceBoot = default(SpaceMemory).Microseconds * 1000;
        BootTime = seconds == 0 ? 0 : (seconds * NanosecondsPerSecond) - sinceBoot;
        s_core.Tick();
        if (BootOptions.TryGetTerminalSize(out uint rows, out uint columns))
        {
            s_core.Terminal.Size = new WindowSize { Rows = (ushort)rows, Columns = (ushort)columns };
        }

        s_hasFiles = InitialFiles.TryUnpack(ref s_core);
        return s_hasFiles;
    }

    // A byte that the terminal can't take now is kept, and with it those behind it: the port stops its sender.
    private static void TakeInput()
    {
        while (s_hasKept || Input.TryTake(out s_kept))
        {
            s_hasKept = StandardPipes.TakesInput
                ? !StandardPipes.TryReceive(s_kept)
                : s_kept != BreakKey.StopCode && !s_core.TryReceive(s_kept);
            if (s_hasKept)
            {
                return;
            }
        }
    }

    private static RunEnd RunThread(uint thread)
    {
        uint process = s_core.Processes.Thread(thread).Process;
        bool isFirst = process == s_core.Processes.First;
        s_core.Spaces.Load(s_core.Processes[process].Space);
        NextStep next = s_core.Processes.Thread(thread).IsInCall ? s_core.Call(thread) : NextStep.Continue;
        while (next is NextStep.Continue or NextStep.Reload)
        {
            next = s_core.Deliver(thread);
            next = next == NextStep.Reload ? UserMode.Run(thread) : next;
        }

        if (next == NextStep.Yield)
        {
            s_core.Processes.MakeReady(thread);
            if (s_core.Processes.Thread(thread).IsInCall)
            {
                LetInterruptsIn();
            }
        }

        if (next == NextStep.Ended && isFirst)
        {
            // The record is free, and keeps what it held.
            LastStatus = s_core.Processes[process].Status;
            s_core.KillAll();
        }

        return next == NextStep.PowerOff ? RunEnd.PowerOff : RunEnd.NoneLeft;
    }

    // A thread in a long call may be the only one that runs: the clock and the keys are heard between its parts.
    private static void LetInterruptsIn()
    {
        Processor.EnableInterrupts();
        Processor.Pause();
        Processor.DisableInterrupts();
        NoticeInterrupt();
    }

    // Nothing can run before an interrupt has come: one that comes before `hlt` is taken by it.
    private static void AwaitInterrupt()
    {
        Processor.AwaitInterrupt();
        Processor.DisableInterrupts();
        NoticeInterrupt();
    }
}
