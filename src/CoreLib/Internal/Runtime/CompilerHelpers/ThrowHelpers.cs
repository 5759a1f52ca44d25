// Where a failed check of the language goes: bounds, overflow, null, division. There are no exceptions to
// throw: each lands in Assembly/Failures.asm, which passes the kind of failure and the address it happened at to the
// kernel's `runtime_failure`. Compiled code calls these by name.

using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Internal.Runtime.CompilerHelpers;

public static class ThrowHelpers
{
    /// <summary>
    /// As <see cref="ThrowIndexOutOfRangeException"/>, for checks that are written in C#. The compiler knows of its own helpers that they
    /// don't return; of this it sees it, and so keeps nothing alive for what would come after.
    /// </summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void IndexOutOfRange()
    {
        ThrowIndexOutOfRangeException();
        while (true)
        {
        }
    }

    /// <summary>As <see cref="IndexOutOfRange"/>, for arguments.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ArgumentOutOfRange()
    {
        ThrowArgumentOutOfRangeException();
        while (true)
        {
        }
    }

    [DoesNotReturn]
    [RuntimeImport("*", "fail_index_out_of_range")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void ThrowIndexOutOfRangeException();

    [DoesNotReturn]
    [RuntimeImport("*", "fail_overflow")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void ThrowOverflowException();

    [DoesNotReturn]
    [RuntimeImport("*", "fail_null_reference")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void ThrowNullReferenceException();

    [DoesNotReturn]
    [RuntimeImport("*", "fail_divide_by_zero")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void ThrowDivideByZeroException();

    [DoesNotReturn]
    [RuntimeImport("*", "fail_argument_out_of_range")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void ThrowArgumentOutOfRangeException();

    [DoesNotReturn]
    [RuntimeImport("*", "fail_invalid_operation")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void ThrowInvalidOperationException();

    [DoesNotReturn]
    [RuntimeImport("*", "fail_argument_out_of_range")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void ThrowArgumentException();

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
