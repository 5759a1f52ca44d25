// Views of memory as spans of another shape. Each is as sound as the caller's claim about the memory.

using System.Runtime.CompilerServices;
using Internal.Runtime.CompilerHelpers;

namespace System.Runtime.InteropServices;

public static class MemoryMarshal
{
    /// <summary>
    /// Views <paramref name="length"/> elements that start at a reference. Nothing checks that they exist.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<T> CreateSpan<T>(scoped ref T reference, int length) =>
        new(ref Unsafe.AsRef(in reference), length);

    /// <inheritdoc cref="CreateSpan"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<T> CreateReadOnlySpan<T>(scoped ref readonly T reference, int length) =>
        new(ref Unsafe.AsRef(in reference), length);

    public static ref T GetReference<T>(Span<T> span) => ref span._reference;

    public static ref T GetReference<T>(ReadOnlySpan<T> span) => ref span._reference;

    public static Span<byte> AsBytes<T>(Span<T> span)
        where T : struct =>
        new(ref Unsafe.As<T, byte>(ref span._reference), checked(span.Length * Unsafe.SizeOf<T>()));

    public static ReadOnlySpan<byte> AsBytes<T>(ReadOnlySpan<T> span)
        where T : struct =>
        new(ref Unsafe.As<T, byte>(ref span._reference), checked(span.Length * Unsafe.SizeOf<T>()));

    /// <summary>Views the same memory as elements of another type; a remainder too short for one is left out.</summary>
    public static Span<TTo> Cast<TFrom, TTo>(Span<TFrom> span)
        where TFrom : struct
        where TTo : struct =>
        new(ref Unsafe.As<TFrom, TTo>(ref span._reference), AsBytes(span).Length / Unsafe.SizeOf<TTo>());

    /// <inheritdoc cref="Cast{TFrom, TTo}(Span{TFrom})"/>
    public static ReadOnlySpan<TTo> Cast<TFrom, TTo>(ReadOnlySpan<TFrom> span)
        where TFrom : struct
        where TTo : struct =>
        new(ref Unsafe.As<TFrom, TTo>(ref span._reference), AsBytes(span).Length / Unsafe.SizeOf<TTo>());

    /// <summary>
    /// Reads a structure from the start of a span that may be unaligned; too short a span is a runtime failure.
    /// </summary>
    public static T Read<T>(ReadOnlySpan<byte> source)
        where T : struct
    {
        if (source.Length < Unsafe.SizeOf<T>())
        {
            ThrowHelpers.ArgumentOutOfRange();
        }

        return Unsafe.ReadUnaligned<T>(ref source._reference);
    }
}
