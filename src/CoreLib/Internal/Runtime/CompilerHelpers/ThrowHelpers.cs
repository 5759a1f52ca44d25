// Compiled code calls these by name when a runtime check fails: bounds, overflow, null, division. There are no
// exceptions to throw. Each ends in Assembly/Failures.asm, which passes the kind of failure and its address to the
// kernel's `runtime_failure`.

using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Internal.Runtime.CompilerHelpers;

public static class ThrowHelpers
{
    /// <summary>
    /// As <see cref="ThrowIndexOutOfRangeException"/>, for checks written in C#, and says which index of which length.
    /// The compiler knows that its own helpers don't return. Here it learns it from the attribute, and keeps nothing
    /// alive for later code.
    /// </summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void IndexOutOfRange(int index, int length)
    {
        ThrowIndexOutsideSpan(index, length);
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
    [RuntimeImport("*", "fail_index_outside_span")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void ThrowIndexOutsideSpan(int index, int length);

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

    // The native compiler emits calls of these where a method's IL is invalid or its body was removed.
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
