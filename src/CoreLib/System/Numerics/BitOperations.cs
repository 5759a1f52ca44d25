// Bit counting and rotation. Operations that every processor with SSE2 has as an instruction (bsf, bsr, rol, ror)
// compile to it. Counting ones is arithmetic, because popcnt came later.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace System.Numerics;

public static class BitOperations
{
    /// <summary>Number of zero bits below the lowest one; 32 for zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TrailingZeroCount(uint value) => value == 0 ? 32 : (int)X86Base.BitScanForward(value);

    /// <inheritdoc cref="TrailingZeroCount(uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TrailingZeroCount(int value) => TrailingZeroCount((uint)value);

    /// <summary>Number of zero bits below the lowest one; 64 for zero.</summary>
    public static int TrailingZeroCount(ulong value) =>
        (uint)value != 0 ? TrailingZeroCount((uint)value) : 32 + TrailingZeroCount((uint)(value >> 32));

    /// <summary>Number of zero bits above the highest one; 32 for zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LeadingZeroCount(uint value) => value == 0 ? 32 : 31 ^ (int)X86Base.BitScanReverse(value);

    /// <summary>Number of zero bits above the highest one; 64 for zero.</summary>
    public static int LeadingZeroCount(ulong value) =>
        (uint)(value >> 32) != 0 ? LeadingZeroCount((uint)(value >> 32)) : 32 + LeadingZeroCount((uint)value);

    /// <summary>Position of the highest one: the logarithm to base 2, rounded down; 0 for zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Log2(uint value) => (int)X86Base.BitScanReverse(value | 1);

    /// <inheritdoc cref="Log2(uint)"/>
    public static int Log2(ulong value) => 63 - LeadingZeroCount(value | 1);

    /// <summary>Number of one bits.</summary>
    public static int PopCount(uint value)
    {
        value -= (value >> 1) & 0x55555555;
        value = (value & 0x33333333) + ((value >> 2) & 0x33333333);
        value = (value + (value >> 4)) & 0x0F0F0F0F;
        return (int)((value * 0x01010101) >> 24);
    }

    /// <inheritdoc cref="PopCount(uint)"/>
    public static int PopCount(ulong value) => PopCount((uint)value) + PopCount((uint)(value >> 32));

    public static bool IsPow2(uint value) => value != 0 && (value & (value - 1)) == 0;

    public static bool IsPow2(ulong value) => value != 0 && (value & (value - 1)) == 0;

    /// <summary>
    /// The smallest power of two not below <paramref name="value"/>; 0 for zero, or when it does not fit.
    /// </summary>
    public static uint RoundUpToPowerOf2(uint value) =>
        value <= 1 ? value : value > 0x80000000 ? 0 : 1u << (32 - LeadingZeroCount(value - 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RotateLeft(uint value, int offset) => (value << offset) | (value >> (32 - offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RotateRight(uint value, int offset) => (value >> offset) | (value << (32 - offset));
}
