using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Osmosis.Programs.Signals;

/// <summary>
/// si_code: where a signal comes from (include/uapi/asm-generic/siginfo.h). Those of faults differ by signal.
/// </summary>
public enum SignalCode : short
{
    /// <summary>SI_USER: kill. SI_TKILL: tkill, tgkill. SI_KERNEL: the kernel.</summary>
    User = 0,
    Thread = -6,
    Kernel = 0x80,

    /// <summary>CLD_EXITED, CLD_KILLED, CLD_STOPPED, CLD_CONTINUED.</summary>
    ChildExited = 1,
    ChildKilled = 2,
    ChildStopped = 5,
    ChildContinued = 6,

    /// <summary>SEGV_MAPERR, SEGV_ACCERR: nothing is mapped there; it may not be used so.</summary>
    NotMapped = 1,
    NotAllowed = 2,

    /// <summary>BUS_ADRALN, BUS_ADRERR: not aligned; past the end of a file.</summary>
    NotAligned = 1,
    NoSuchAddress = 2,

    /// <summary>ILL_ILLOPN, FPE_INTDIV, TRAP_TRACE.</summary>
    IllegalOperand = 2,
    IntegerDivide = 1,
    Trace = 2,

    /// <summary>FPE_FLTINV, FPE_FLTDIV, FPE_FLTOVF, FPE_FLTUND, FPE_FLTRES.</summary>
    FloatInvalid = 7,
    FloatDivide = 3,
    FloatOverflow = 4,
    FloatUnderflow = 5,
    FloatInexact = 6,
}

/// <summary>Why a signal came, as a handler with SA_SIGINFO is told. 8 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct SignalCause(SignalCode code, uint about, ushort status = 0)
{
    /// <summary>The sender's number, the child's, or the address of a fault.</summary>
    public readonly uint About = about;

    public readonly SignalCode Code = code;

    /// <summary>A child's exit status, or the signal that ended, stopped or continued it.</summary>
    public readonly ushort Status = status;
}

/// <summary>A cause for each signal that is pending.</summary>
[InlineArray(SignalActions.Count)]
public struct SignalCauses
{
    private SignalCause _first;
}
