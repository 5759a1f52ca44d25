// The way back from a fault: a shell command runs above a point to which the handler can return.

using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Osmosis.Kernel.Cpu;

internal static unsafe class Recovery
{
    // A value of ESP from which Assembly/Recovery.asm can resume; 0 when no recoverable function runs. Used outside
    // interrupt handlers, and by the handler of a fault in such code.
    private static uint s_point;

    /// <summary>Whether a fault can return to a recovery point.</summary>
    public static bool IsPossible => s_point != 0;

    /// <summary>
    /// Calls <paramref name="action"/>; false if a fault ended it. A fault does not release what the action held (a
    /// `using`, a lock), but interrupts, the direction flag, MXCSR and the x87 control word are restored. Calls must
    /// not be nested.
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

    /// <summary>Ends the action that <see cref="TryRun"/> called, from the handler of its fault.</summary>
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
