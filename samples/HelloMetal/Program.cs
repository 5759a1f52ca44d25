// Says hello on the screen and on the first serial port, and switches off.
using System;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace HelloMetal;

internal static unsafe class Program
{
    private const ushort SerialPort = 0x3F8;
    private const ushort WhiteOnBlue = 0x1F00;

    [RuntimeExport("kernel_main")]
    private static void Main(uint multibootInformation, uint magic)
    {
        Print("Hello from C# on bare metal!"u8);
        Send((byte)'\n');
        WritePort(0x604, 0x2000);   // QEMU's power switch
    }

    private static void Print(ReadOnlySpan<byte> text)
    {
        // Sound: every PC's text screen is at this address, 80 x 25 cells of a character and its colours.
        Span<ushort> screen = new((void*)0xB8000, 80 * 25);
        for (int i = 0; i < text.Length; i++)
        {
            screen[i] = (ushort)(WhiteOnBlue | text[i]);
            Send(text[i]);
        }
    }

    private static void Send(byte character)
    {
        while ((ReadPort(SerialPort + 5) & 0x20) == 0)
        {
            // The previous character is still being sent.
        }

        WritePort(SerialPort, character);
    }

    [RuntimeImport("*", "port_read8"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern byte ReadPort(ushort port);

    [RuntimeImport("*", "port_write8"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void WritePort(ushort port, byte value);

    [RuntimeImport("*", "port_write16"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void WritePort(ushort port, ushort value);
}
