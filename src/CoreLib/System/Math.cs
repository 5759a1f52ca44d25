// Small arithmetic, and the 64-bit division that compiled 32-bit code calls.

using System.Runtime;
using System.Runtime.CompilerServices;

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

    // Compiled code calls the four below by name.
    [RuntimeImport("*", "divide_uint64")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong DivUInt64(ulong dividend, ulong divisor);

    [RuntimeImport("*", "remainder_uint64")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong ModUInt64(ulong dividend, ulong divisor);

    [RuntimeImport("*", "divide_int64")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern long DivInt64(long dividend, long divisor);

    [RuntimeImport("*", "remainder_int64")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern long ModInt64(long dividend, long divisor);
}
