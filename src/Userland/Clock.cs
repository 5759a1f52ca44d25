using System;
using System.Runtime.InteropServices;
using Osmosis.Programs.Errors;

namespace Osmosis.Userland;

/// <summary>The time since some start, which never goes back.</summary>
public static class Clock
{
    private const uint Monotonic = 1;
    private const uint NanosecondsPerMicrosecond = 1000;
    private const uint MicrosecondsPerSecond = 1_000_000;

    /// <summary>Asks for the time (clock_gettime). ENOSYS: the system doesn't tell.</summary>
    public static Errno Now(out ulong microseconds)
    {
        Span<uint> time = stackalloc uint[2];
        Errno error = SystemCall.Call(CallNumber.ClockTime, out _, Monotonic,
            AddressSpace.AddressOf(MemoryMarshal.AsBytes(time)));
        microseconds = ((ulong)time[0] * MicrosecondsPerSecond) + (time[1] / NanosecondsPerMicrosecond);
        return error;
    }
}
