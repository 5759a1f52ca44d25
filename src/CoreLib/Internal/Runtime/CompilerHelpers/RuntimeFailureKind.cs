// The kinds of failure in compiled code, with the numbers in Assembly/Failures.asm.

namespace Internal.Runtime.CompilerHelpers;

public enum RuntimeFailureKind
{
    IndexOutOfRange = 0,
    Overflow = 1,
    NullReference = 2,
    DivideByZero = 3,
    ArgumentOutOfRange = 4,
    InvalidOperation = 5,
    MissingCode = 6,
    StackSmashed = 7,

    /// <summary>As <see cref="IndexOutOfRange"/>, where ECX has the index and EDX the length.</summary>
    IndexOutsideSpan = 8,
}
