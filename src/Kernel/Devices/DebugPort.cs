// The port that emulators write to a file: 0xE9 in QEMU (-debugcon) and Bochs. A read tells whether it is there.

using System;
using Osmosis.Metal;

namespace Osmosis.Kernel.Devices;

internal static class DebugPort
{
    private const ushort Data = 0xE9;
    private const int MostDigits = 20;

    public static bool IsPresent => Port.Read8(Data) == Data;

    /// <summary>Writes a line of a name and numbers in decimal.</summary>
    public static void WriteLine(ReadOnlySpan<byte> name, params ReadOnlySpan<ulong> numbers)
    {
        Write(name);
        Span<byte> digits = stackalloc byte[MostDigits];
        foreach (ulong number in numbers)
        {
            Port.Write8(Data, (byte)' ');
            number.TryFormat(digits, out int length);
            Write(digits.Slice(0, length));
        }

        Port.Write8(Data, (byte)'\n');
    }

    private static void Write(ReadOnlySpan<byte> text)
    {
        foreach (byte value in text)
        {
            Port.Write8(Data, value);
        }
    }
}
