// Copying and filling of memory with string instructions. Compiled code calls the first three for large structures;
// spans call the others.

using System.Runtime;
using System.Runtime.CompilerServices;

namespace System;

internal static unsafe class SpanHelpers
{
    [RuntimeImport("*", "memory_move")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Memmove(ref byte destination, ref byte source, nuint byteCount);

    [RuntimeImport("*", "memory_clear")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ClearWithoutReferences(ref byte destination, nuint byteCount);

    [RuntimeImport("*", "memory_fill")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void Fill(ref byte destination, byte value, nuint byteCount);

    [RuntimeImport("*", "memory_fill_words")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void FillWords(ref byte destination, uint value, uint wordCount);

    internal static void Copy<T>(ref T destination, ref T source, int length) =>
        Memmove(ref Unsafe.As<T, byte>(ref destination), ref Unsafe.As<T, byte>(ref source),
            (nuint)length * (nuint)Unsafe.SizeOf<T>());

    internal static void Clear<T>(ref T destination, int length) =>
        ClearWithoutReferences(ref Unsafe.As<T, byte>(ref destination), (nuint)length * (nuint)Unsafe.SizeOf<T>());
}
