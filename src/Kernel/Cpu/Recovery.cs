// The way back from a fault: a shell command runs above a point to which the handler can return.

using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Osmosis.Kernel.Cpu;

internal static unsafe class Recovery
{
    // Value of ESP that Assembly/Recovery.asm can go on from; 0 when nothing runs that may fault. Used outside interrupt handlers, and by
    // the handler of a fault that came from there.
    private static uint s_point;

    /// <summary>Whether a fault has somewhere to go back to.</summary>
    public static bool IsPossible => s_point != 0;

    /// <summary>
    /// Calls <paramref name="action"/>; false if a fault ended it. What it held (a `using`, a lock) is not released then, but interrupts, the
    /// direction flag, MXCSR and the x87 control word are as they were before. Not to be nested.
    /// </summary>
    public static bool TryRun(delegate*<void*, void> action, void* argument)
    {
        bool finished;
        fixed (uint* point = &s_point)
        {
            finished = RunRecoverable(action, argument, point) == 0;
        }

        s_point = 0;
        return finished;
    }

    /// <summary>Ends what <see cref="TryRun"/> called, from the handler of its fault.</summary>
    [DoesNotReturn]
    public static void Resume() => ResumeRecoverable(s_point);

    [RuntimeImport("*", "run_recoverable")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern uint RunRecoverable(delegate*<void*, void> action, void* argument, uint* point);

    [DoesNotReturn]
    [RuntimeImport("*", "resume_recoverable")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void ResumeRecoverable(uint point);
}
