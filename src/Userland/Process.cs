using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Osmosis.Programs.Errors;

namespace Osmosis.Userland;

/// <summary>This process, and its children.</summary>
public static class Process
{
    private const uint OwnUse = 0;
    private const uint StackBytes = 3;
    private const int UseWords = 18;
    private const int MinorFaults = 8;

    /// <summary>The number of this process.</summary>
    public static uint Id
    {
        get
        {
            // It is never refused.
            SystemCall.Call(CallNumber.GetProcessId, out uint id);
            return id;
        }
    }

    /// <summary>
    /// Makes a child that goes on from here, with memory that looks like this one's. EAGAIN, ENOMEM: why not.
    /// </summary>
    /// <param name="child">The child's number; in the child, 0.</param>
    public static Errno Fork(out uint child) => SystemCall.Call(CallNumber.Fork, out child);

    /// <summary>Waits until a child has ended (wait4). ECHILD: there is no such child.</summary>
    public static Errno Wait(uint child, out ProcessEnd end)
    {
        Span<uint> status = stackalloc uint[1];
        Errno error;
        do
        {
            error = SystemCall.Call(CallNumber.WaitFor, out _, child,
                AddressSpace.AddressOf(MemoryMarshal.AsBytes(status)));
        }
        while (error == Errno.EINTR);

        end = new ProcessEnd(status[0]);
        return error;
    }

    /// <summary>Ends the process. Its parent is told the lowest eight bits of the status.</summary>
    [DoesNotReturn]
    public static void Exit(int status)
    {
        while (true)
        {
            SystemCall.Call(CallNumber.ExitGroup, out _, (uint)status);
        }
    }

    /// <summary>
    /// Counts the page faults so far that needed no disk (getrusage). ENOSYS: the system doesn't tell.
    /// </summary>
    public static Errno CountPageFaults(out uint faults)
    {
        Span<uint> use = stackalloc uint[UseWords];
        Errno error = SystemCall.Call(CallNumber.ResourceUse, out _, OwnUse,
            AddressSpace.AddressOf(MemoryMarshal.AsBytes(use)));
        faults = use[MinorFaults];
        return error;
    }

    /// <summary>How far the stack may grow (getrlimit). ENOSYS: the system doesn't tell.</summary>
    /// <param name="bytes">The limit; <see cref="uint.MaxValue"/> for none.</param>
    public static Errno StackLimit(out uint bytes)
    {
        Span<uint> limits = stackalloc uint[2];
        Errno error = SystemCall.Call(CallNumber.ResourceLimit, out _, StackBytes,
            AddressSpace.AddressOf(MemoryMarshal.AsBytes(limits)));
        bytes = limits[0];
        return error;
    }
}
