// The machine's programs: the one that the monitor starts, and those that programs start.

using Osmosis.Kernel.Cpu;
using Osmosis.Kernel.Devices;
using Osmosis.Kernel.Memory;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Calls;
using Osmosis.Programs.Errors;
using Osmosis.Programs.Processes;
using Osmosis.Programs.Starting;

namespace Osmosis.Kernel.Programs;

internal static class KernelPrograms
{
    private static Personality<SpaceMemory> s_core;

    /// <summary>Programs and their address spaces.</summary>
    public static ref Personality<SpaceMemory> Core => ref s_core;

    /// <summary>Processes, zombies included.</summary>
    public static uint Count => KernelSpaces.IsStarted ? s_core.Processes.Count : 0;

    /// <summary>How the process that the monitor started last ended, as wait4 reports it.</summary>
    public static uint LastStatus { get; private set; }

    /// <summary>The process whose space it is; 0 when it is no program's.</summary>
    public static uint OwnerOf(uint space)
    {
        for (uint process = 1; process < s_core.Processes.End; process++)
        {
            if (s_core.Processes[process].Id != 0 && s_core.Processes[process].Space == space)
            {
                return s_core.Processes[process].Id;
            }
        }

        return 0;
    }

    /// <summary>Starts the program that is the first boot module. ENOENT: there is none.</summary>
    public static Errno StartModule(in StartTexts texts)
    {
        uint bytes = KernelMemory.Boot.FirstModule.Bytes;
        if (bytes == 0)
        {
            return Errno.ENOENT;
        }

        if (!KernelSpaces.TryStart())
        {
            return Errno.ENOMEM;
        }

        CoreUse.Begin();
        Errno error = Errno.ENOMEM;
        if (s_core.Spaces.Objects.Create(bytes, SpaceMemory.ModuleSource, out uint file) == SpaceError.None)
        {
            error = s_core.Start(file, 0, in texts, out _);
            s_core.Spaces.Objects.Release(file);
        }

        CoreUse.End();
        return error;
    }

    /// <summary>Runs programs until none is left, one has the machine switched off, or control-] stops them all.</summary>
    public static RunEnd Run()
    {
        using InterruptState off = InterruptState.Disable();
        CoreUse.Begin();
        RunEnd end = RunEnd.NoneLeft;
        while (end == RunEnd.NoneLeft && s_core.Processes.Count != 0)
        {
            s_core.Processes.WakeDue(default(SpaceMemory).Microseconds);
            uint thread = s_core.Processes.TakeReady();
            if (thread != 0)
            {
                end = RunThread(thread);
            }
            else
            {
                AwaitInterrupt();
            }

            end = end == RunEnd.NoneLeft && BreakKey.StopsPrograms ? RunEnd.Stopped : end;
        }

        s_core.Spaces.Unload();
        CoreUse.End();
        return end;
    }

    private static RunEnd RunThread(uint thread)
    {
        uint process = s_core.Processes.Thread(thread).Process;
        bool isFirst = process == s_core.Processes.First;
        s_core.Spaces.Load(s_core.Processes[process].Space);
        NextStep next = s_core.Processes.Thread(thread).IsInCall ? s_core.Call(thread) : NextStep.Continue;
        while (next is NextStep.Continue or NextStep.Reload)
        {
            next = UserMode.Run(thread);
        }

        if (next == NextStep.Yield)
        {
            s_core.Processes.MakeReady(thread);
        }

        if (next == NextStep.Ended && isFirst)
        {
            // The record is free, and keeps what it held.
            LastStatus = s_core.Processes[process].Status;
        }

        return next == NextStep.PowerOff ? RunEnd.PowerOff : RunEnd.NoneLeft;
    }

    // Nothing can run before an interrupt has come: one that comes before `hlt` is taken by it.
    private static void AwaitInterrupt()
    {
        Processor.AwaitInterrupt();
        Processor.DisableInterrupts();
    }
}

/// <summary>Why programs don't run any more.</summary>
internal enum RunEnd : byte
{
    /// <summary>There is none left.</summary>
    NoneLeft,

    /// <summary>Control-] stopped them; they can go on.</summary>
    Stopped,

    /// <summary>One asked for the machine to be switched off.</summary>
    PowerOff,
}
