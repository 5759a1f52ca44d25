// The last fault, kept so that it can be told once more, in full.

using Osmosis.Faults;
using Osmosis.Metal;

namespace Osmosis.Kernel.Diagnostics;

/// <summary>What was known when the fault was handled.</summary>
internal struct FaultRecord
{
    private static FaultRecord s_last;

    public FaultReport Report;
    public InterruptFrame Frame;
    public uint Cr0;
    public uint Cr2;
    public uint Cr3;
    public uint Cr4;

    /// <summary>Who called whom. Taken last, because following a damaged stack may fault in its turn.</summary>
    public Backtrace Backtrace;

    /// <summary>The last fault's record; valid when <see cref="HasLast"/>.</summary>
    public static ref FaultRecord Last => ref s_last;

    /// <summary>Whether there was a fault since boot.</summary>
    public static bool HasLast { get; private set; }

    /// <summary>Keeps a fault, with the control registers as they are now, and without its backtrace.</summary>
    public static void Keep(in FaultReport report, in InterruptFrame frame)
    {
        s_last = new FaultRecord
        {
            Report = report,
            Frame = frame,
            Cr0 = Processor.ReadCr0(),
            Cr2 = Processor.ReadCr2(),
            Cr3 = Processor.ReadCr3(),
            Cr4 = Processor.ReadCr4(),
        };
        HasLast = true;
    }

    /// <summary>Adds the backtrace, from the stack as it is now.</summary>
    public static void TakeBacktrace() => Backtrace.Take(
        new StackWalk(s_last.Frame.Eip, s_last.Frame.Esp, s_last.Frame.Ebp, s_last.Report.IsAfterCause),
        out s_last.Backtrace);
}
