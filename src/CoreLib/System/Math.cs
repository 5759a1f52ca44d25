// Small arithmetic, and the 64-bit division that compiled 32-bit code calls.

using System.Runtime;
using System.Runtime.CompilerServices;
using Internal.Runtime.CompilerHelpers;

namespace System;

public static class Math
{
    public static int Min(int a, int b) => a <= b ? a : b;

    public static uint Min(uint a, uint b) => a <= b ? a : b;

    public static long Min(long a, long b) => a <= b ? a : b;

    public static ulong Min(ulong a, ulong b) => a <= b ? a : b;

    public static int Max(int a, int b) => a >= b ? a : b;

    public static uint Max(uint a, uint b) => a >= b ? a : b;

    public static long Max(long a, long b) => a >= b ? a : b;

    public static ulong Max(ulong a, ulong b) => a >= b ? a : b;

    [RuntimeImport("*", "divide_uint64")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong Divide(ulong dividend, ulong divisor);

    [RuntimeImport("*", "remainder_uint64")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong Remainder(ulong dividend, ulong divisor);

    // The compiler calls the four below by name.
    private static ulong DivUInt64(ulong dividend, ulong divisor)
    {
        if (divisor == 0)
        {
            ThrowHelpers.ThrowDivideByZeroException();
        }

        return Divide(dividend, divisor);
    }

    private static ulong ModUInt64(ulong dividend, ulong divisor)
    {
        if (divisor == 0)
        {
            ThrowHelpers.ThrowDivideByZeroException();
        }

        return Remainder(dividend, divisor);
    }

    private static long DivInt64(long dividend, long divisor)
    {
        if (divisor == -1 && dividend == long.MinValue)
        {
            ThrowHelpers.ThrowOverflowException();
        }

        ulong quotient = DivUInt64(Magnitude(dividend), Magnitude(divisor));
        return (dividend ^ divisor) < 0 ? -(long)quotient : (long)quotient;
    }

    private static long ModInt64(long dividend, long divisor)
    {
        ulong remainder = ModUInt64(Magnitude(dividend), Magnitude(divisor));
        return dividend < 0 ? -(long)remainder : (long)remainder;
    }

    private static ulong Magnitude(long value) => value < 0 ? 0 - (ulong)value : (ulong)value;
}
