// Text on the first serial port, and the end.
using System;
using System.Diagnostics.CodeAnalysis;
using Osmosis.Memory.Addresses;
using Osmosis.Metal;

namespace TinyKernel;

internal static class Text
{
    private const ushort SerialPort = 0x3F8;

    public static void Write(ReadOnlySpan<byte> before, ReadOnlySpan<byte> text, ReadOnlySpan<byte> after)
    {
        Write(before);
        Write(text);
        Write(after);
    }

    public static void Write(ReadOnlySpan<byte> before, uint number, ReadOnlySpan<byte> after)
    {
        Write(before);
        WriteDigits(number, 10, 1);
        Write(after);
    }

    public static void Write(ReadOnlySpan<byte> before, VirtualAddress address, ReadOnlySpan<byte> after)
    {
        Write(before);
        Write("0x"u8);
        WriteDigits(address.Value, 16, 8);
        Write(after);
    }

    public static void StopUnless(bool isWell, ReadOnlySpan<byte> why)
    {
        if (!isWell)
        {
            Write("TinyKernel can't start: "u8, why, "\n"u8);
            Stop();
        }
    }

    /// <summary>Switches QEMU off; a PC stands still.</summary>
    [DoesNotReturn]
    public static void Stop()
    {
        Port.Write16(0x604, 0x2000);
        Processor.HaltForever();
    }

    private static void WriteDigits(uint number, uint radix, int atLeast)
    {
        if (number >= radix || atLeast > 1)
        {
            WriteDigits(number / radix, radix, atLeast - 1);
        }

        Send("0123456789abcdef"u8[(int)(number % radix)]);
    }

    private static void Write(ReadOnlySpan<byte> text)
    {
        foreach (byte character in text)
        {
            Send(character);
        }
    }

    private static void Send(byte character)
    {
        while ((Port.Read8(SerialPort + 5) & 0x20) == 0)
        {
            // The previous character is still being sent.
        }

        Port.Write8(SerialPort, character);
    }
}
