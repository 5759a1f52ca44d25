// What the tests do to their machine.
using System;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace FailingTests;

internal static class Machine
{
    private const ushort SerialPort = 0x3F8;

    public static void Print(ReadOnlySpan<byte> text)
    {
        foreach (byte value in text)
        {
            WritePort(SerialPort, value);
        }
    }

    public static void SwitchOff() => WritePort(0x604, (ushort)0x2000);

    [RuntimeImport("*", "port_write8"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void WritePort(ushort port, byte value);

    [RuntimeImport("*", "port_write16"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void WritePort(ushort port, ushort value);
}
