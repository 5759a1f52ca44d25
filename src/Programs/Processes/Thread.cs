using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Osmosis.Memory.Spaces;
using Osmosis.Programs.Signals;

namespace Osmosis.Programs.Processes;

/// <summary>What a thread does.</summary>
public enum ThreadState : byte
{
    /// <summary>The record is free.</summary>
    Free,

    /// <summary>It was made, and its registers aren't there yet.</summary>
    New,

    /// <summary>It runs, or could.</summary>
    Ready,

    /// <summary>
    /// It waits for what <see cref="Thread.Channel"/> says, at most until <see cref="Thread.Deadline"/>.
    /// </summary>
    Waits,

    /// <summary>It does nothing until its process is continued.</summary>
    Stopped,
}

/// <summary>
/// What runs: registers, and what it waits for. 1,024 bytes, so that no record crosses a page. The processor itself
/// saves into the record: its end is the stack on which a program enters the kernel. Room below the registers takes
/// what the processor pushes when a machine check comes at that moment.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
public struct Thread : IRecord
{
    public const int Bytes = 1024;

    /// <summary>The deadline of who waits as long as it takes.</summary>
    public const ulong NoDeadline = ulong.MaxValue;

    /// <summary>State of FPU and SSE, as FXSAVE writes it.</summary>
    [FieldOffset(0)]
    public FpuState Fpu;

    /// <summary>Its segments (TLS).</summary>
    [FieldOffset(512)]
    public ThreadSegments Segments;

    /// <summary>
    /// When what it waits for ends in any case, in microseconds since boot. A call that waits sets it at its first try,
    /// and finds it again when it is restarted.
    /// </summary>
    [FieldOffset(536)]
    public ulong Deadline;

    /// <summary>Index of its process.</summary>
    [FieldOffset(544)]
    public uint Process;

    /// <summary>Its number for programs.</summary>
    [FieldOffset(548)]
    public uint Id;

    [FieldOffset(552)]
    public ThreadState State;

    /// <summary>Whether it waits in a system call, which is restarted when it runs.</summary>
    [FieldOffset(553)]
    public bool IsInCall;

    /// <summary>
    /// Where its record is to be cleared and a waiter woken when it ends (set_tid_address); 0 for nowhere.
    /// </summary>
    [FieldOffset(556)]
    public uint ClearId;

    /// <summary>The thread that runs after it, when both are ready.</summary>
    [FieldOffset(560)]
    internal uint NextReady;

    [FieldOffset(564)]
    private uint _nextFree;

    /// <summary>What it waits for.</summary>
    [FieldOffset(568)]
    public WaitChannel Channel;

    /// <summary>Its neighbours among those that wait.</summary>
    [FieldOffset(572)]
    internal uint NextWaiting;

    [FieldOffset(576)]
    internal uint PreviousWaiting;

    [FieldOffset(580)]
    internal uint NextDeadline;

    /// <summary>
    /// How much of its call a thread had done when it began to wait, in bytes: a large write to a pipe.
    /// </summary>
    [FieldOffset(584)]
    public uint Progress;

    /// <summary>What it blocks, what is pending, and its stack for handlers.</summary>
    [FieldOffset(640)]
    public ThreadSignals Signals;

    /// <summary>The program that its execve is making meanwhile.</summary>
    [FieldOffset(704)]
    public StartProgress Start;

    [FieldOffset(Bytes - 76)]
    public Registers Registers;

    public uint NextFree
    {
        readonly get => _nextFree;
        set => _nextFree = value;
    }

    /// <summary>Gives it the state in which a program starts.</summary>
    public void Reset(uint entry, uint stack)
    {
        FpuState.Reset(ref Fpu);
        Segments = default;
        ClearId = 0;
        Signals.Stack = AlternateStack.None;
        Registers = new Registers
        {
            Es = Registers.UserData,
            Ds = Registers.UserData,
            Ss = Registers.UserData,
            Cs = Registers.UserCode,
            Eip = entry,
            Esp = stack,
        };
        Registers.MakeSafe(in Segments);
    }
}

/// <summary>
/// 512 bytes of FXSAVE, aligned to 16 (SDM volume 1, "Layout of the 64-Bit-Mode FXSAVE Map" and its 32-bit neighbour).
/// </summary>
[InlineArray(128)]
public struct FpuState
{
    private uint _first;

    /// <summary>As a program finds it: all exceptions masked, 64-bit precision, empty.</summary>
    public static void Reset(ref FpuState state)
    {
        ((Span<uint>)state).Clear();
        state[0] = 0x037F;
        state[6] = 0x1F80;
    }
}
