namespace Osmosis.Programs.Processes;

/// <summary>How a program has a time in its memory.</summary>
internal enum TimeForm : byte
{
    /// <summary>struct timeval: seconds and microseconds, 32 bits each.</summary>
    Microseconds,

    /// <summary>struct timespec: seconds and nanoseconds, 32 bits each.</summary>
    Nanoseconds,

    /// <summary>The same with 64 bits each (struct __kernel_timespec).</summary>
    LongNanoseconds,
}

/// <summary>Times in programs' memory.</summary>
internal static class UserTimes
{
    private const ulong MicrosecondsPerSecond = 1_000_000;

    extension<T>(ref Personality<T> system)
        where T : struct, IProgramMachine
    {
        /// <summary>Writes a length of time. False: EFAULT.</summary>
        public bool TryWriteTime(uint space, uint address, TimeForm form, ulong microseconds)
        {
            ulong seconds = microseconds / MicrosecondsPerSecond, rest = microseconds % MicrosecondsPerSecond;
            return form switch
            {
                TimeForm.Microseconds => system.TryWrite(space, address, seconds | (rest << 32)),
                TimeForm.Nanoseconds => system.TryWrite(space, address, seconds | (rest * 1000 << 32)),
                _ => system.TryWrite(space, address, seconds)
                    && system.TryWrite(space, address + sizeof(ulong), rest * 1000),
            };
        }
    }
}
