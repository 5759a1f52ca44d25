// String literals, laid out in read-only data at build time.

using System.Runtime;
using System.Runtime.CompilerServices;

namespace System;

public sealed class String
{
    // The compiler lays out the length, then the UTF-16 code units, then a zero.
    private readonly int _stringLength;
    private readonly char _firstChar;

    /// <summary>Number of UTF-16 code units.</summary>
    public int Length => _stringLength;

    [IndexerName("Chars")]
    public char this[int index]
    {
        get
        {
            if ((uint)index >= (uint)_stringLength)
            {
                Internal.Runtime.CompilerHelpers.ThrowHelpers.IndexOutOfRange(index, Length);
            }

            return Unsafe.Add(ref Unsafe.AsRef(in _firstChar), index);
        }
    }

    // Building a string allocates. The C# compiler emits calls of these for `a + b` and $"…"; nothing defines their
    // symbol, so the link fails and names the method.
    [RuntimeImport("*", "RhNewString")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern string Concat(string? first, string? second);

    [RuntimeImport("*", "RhNewString")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern string Concat(string? first, string? second, string? third);

    [RuntimeImport("*", "RhNewString")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern string Concat(string? first, string? second, string? third, string? fourth);

    [RuntimeImport("*", "RhNewString")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern string Format(string format, object? argument);

    [RuntimeImport("*", "RhNewString")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern string Format(string format, object? first, object? second);
}
