// Where a failed check of the language goes: bounds, overflow, null, division. There are no exceptions to
// throw: each lands in Assembly/Failures.asm, which passes the kind of failure and the address it happened at to the
// kernel's `runtime_failure`. Compiled code calls these by name.

using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Internal.Runtime.CompilerHelpers;

public static class ThrowHelpers
{
    [DoesNotReturn]
    public static void ThrowIndexOutOfRangeException()
    {
        FailIndexOutOfRangeException();
        while (true)
        {
        }
    }

    [DoesNotReturn]
    public static void ThrowOverflowException()
    {
        FailOverflowException();
        while (true)
        {
        }
    }

    [DoesNotReturn]
    public static void ThrowNullReferenceException()
    {
        FailNullReferenceException();
        while (true)
        {
        }
    }

    [DoesNotReturn]
    public static void ThrowDivideByZeroException()
    {
        FailDivideByZeroException();
        while (true)
        {
        }
    }

    [DoesNotReturn]
    public static void ThrowArgumentOutOfRangeException()
    {
        FailArgumentOutOfRangeException();
        while (true)
        {
        }
    }

    [DoesNotReturn]
    public static void ThrowInvalidOperationException()
    {
        FailInvalidOperationException();
        while (true)
        {
        }
    }

    [DoesNotReturn]
    public static void ThrowArgumentException()
    {
        FailArgumentException();
        while (true)
        {
        }
    }

    [RuntimeImport("*", "fail_index_out_of_range")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void FailIndexOutOfRangeException();

    [RuntimeImport("*", "fail_overflow")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void FailOverflowException();

    [RuntimeImport("*", "fail_null_reference")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void FailNullReferenceException();

    [RuntimeImport("*", "fail_divide_by_zero")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void FailDivideByZeroException();

    [RuntimeImport("*", "fail_argument_out_of_range")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void FailArgumentOutOfRangeException();

    [RuntimeImport("*", "fail_invalid_operation")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void FailInvalidOperationException();

    [RuntimeImport("*", "fail_argument_out_of_range")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void FailArgumentException();

    // The native compiler puts calls of these where a method's IL is invalid or its body was removed.
    [RuntimeImport("*", "fail_missing_code")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void ThrowInvalidProgramException();

    [RuntimeImport("*", "fail_missing_code")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void ThrowInvalidProgramExceptionWithArgument();

    [RuntimeImport("*", "fail_missing_code")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void ThrowFeatureBodyRemoved();

    [RuntimeImport("*", "fail_missing_code")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void ThrowInstanceBodyRemoved();

    [RuntimeImport("*", "fail_missing_code")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void ThrowUnavailableType();

    [RuntimeImport("*", "fail_missing_code")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void ThrowBodyRemoved();

    [RuntimeImport("*", "fail_missing_code")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void ThrowPlatformNotSupportedException();
}
