// The primitive types. The compiler defines their size and operators; their members are here.

namespace System;

public struct Void;

public struct Boolean;

public struct Char
{
    public const char MaxValue = (char)0xFFFF;
    public const char MinValue = (char)0;
}

public struct SByte
{
    public const sbyte MaxValue = 0x7F;
    public const sbyte MinValue = -0x80;
}

public struct Byte
{
    public const byte MaxValue = 0xFF;
    public const byte MinValue = 0;
}

public struct Int16
{
    public const short MaxValue = 0x7FFF;
    public const short MinValue = -0x8000;
}

public struct UInt16
{
    public const ushort MaxValue = 0xFFFF;
    public const ushort MinValue = 0;
}

public struct Int32
{
    public const int MaxValue = 0x7FFFFFFF;
    public const int MinValue = unchecked((int)0x80000000);
}

public struct UInt32
{
    public const uint MaxValue = 0xFFFFFFFF;
    public const uint MinValue = 0;

    /// <inheritdoc cref="UInt64.TryFormat"/>
    public readonly bool TryFormat(Span<byte> utf8Destination, out int bytesWritten) =>
        ((ulong)this).TryFormat(utf8Destination, out bytesWritten);
}

public struct Int64
{
    public const long MaxValue = 0x7FFFFFFFFFFFFFFF;
    public const long MinValue = unchecked((long)0x8000000000000000);
}

public struct UInt64
{
    public const ulong MaxValue = 0xFFFFFFFFFFFFFFFF;
    public const ulong MinValue = 0;

    private const int MostDigits = 20;

    /// <summary>
    /// Writes the decimal digits at a span's start. False, and nothing is written, when they have no room: 20 bytes are
    /// always enough.
    /// </summary>
    public readonly bool TryFormat(Span<byte> utf8Destination, out int bytesWritten)
    {
        Span<byte> digits = stackalloc byte[MostDigits];
        int start = MostDigits;
        ulong rest = this;
        for (; rest > uint.MaxValue; rest /= 10)
        {
            digits[--start] = (byte)('0' + (uint)(rest % 10));
        }

        // The processor divides 32 bits in one instruction.
        uint last = (uint)rest;
        do
        {
            digits[--start] = (byte)('0' + (last % 10));
            last /= 10;
        }
        while (last != 0);

        bytesWritten = MostDigits - start;
        bool fits = bytesWritten <= utf8Destination.Length;
        if (fits)
        {
            digits.Slice(start).CopyTo(utf8Destination);
        }

        bytesWritten = fits ? bytesWritten : 0;
        return fits;
    }
}

public struct IntPtr;

public struct UIntPtr;

public struct Single;

public struct Double;
