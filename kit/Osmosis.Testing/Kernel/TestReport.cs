// Tells the host what happens: lines on a port that QEMU has for nothing else.
using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Osmosis.Testing;

/// <summary>
/// The port is a serial one that no PC has, so that nothing the kernel prints can be taken for a report, and a report
/// doesn't disturb a port under test. The host answers each line with a byte, and the kernel waits for it: so the host
/// knows what the kernel had printed until then.
/// <code>
///  begin   number of tests in the image
///  ready
///  start   index
///  passed  index
///  failed  line  file  message       unanswered: the machine ends
///  end                               unanswered
/// </code>
/// Fields are separated by tabs; what isn't printable is written as \uXXXX, in UTF-16. On a machine without the port,
/// which somebody started by hand, the lines go to the first serial port, and nothing answers.
/// </summary>
internal static class TestReport
{
    private const ushort HostPort = 0x2F0;
    private const ushort FirstPort = 0x3F8;
    private const ushort LineStatus = 5;        // a serial port's register, relative to its first
    private const byte Received = 1;            // its bits
    private const byte CanSend = 1 << 5;
    private const byte HasSent = 1 << 6;
    private const byte Missing = 0xFF;          // what reading gives where no device is
    private const ushort MachineEnd = 0xF4;     // ends QEMU, with status 1 for a 0

    private static ushort s_port;

    /// <summary>Before everything else.</summary>
    public static void Open() => s_port = ReadPort(HostPort + LineStatus) == Missing ? FirstPort : HostPort;

    /// <summary>A line without further fields, or with one. Returns when the host has read it.</summary>
    public static void Line(ReadOnlySpan<byte> what, int value = -1)
    {
        Write(what);
        if (value >= 0)
        {
            Send((byte)'\t');
            Write(value);
        }

        Send((byte)'\n');
        if (s_port == HostPort)
        {
            while ((ReadPort(HostPort + LineStatus) & Received) == 0)
            {
                // The host is reading.
            }

            _ = ReadPort(HostPort);
        }
    }

    /// <summary>What is written until <see cref="EndFailed"/> is the message.</summary>
    public static void BeginFailed(string file, int line)
    {
        Write("failed"u8);
        Send((byte)'\t');
        Write(line);
        Send((byte)'\t');
        Write(file);
        Send((byte)'\t');
    }

    /// <summary>Ends the report of a failed check, and the machine.</summary>
    [DoesNotReturn]
    public static void EndFailed()
    {
        Send((byte)'\n');
        EndMachine();
    }

    /// <summary>No test is left.</summary>
    [DoesNotReturn]
    public static void End()
    {
        Write("end"u8);
        Send((byte)'\n');
        EndMachine();
    }

    [DoesNotReturn]
    private static void EndMachine()
    {
        while ((ReadPort((ushort)(s_port + LineStatus)) & HasSent) == 0)
        {
            // The last byte is still being sent.
        }

        WritePort(MachineEnd, 0);
        while (true)
        {
            // Not on the machine that the host starts.
        }
    }

    /// <param name="text">UTF-8.</param>
    public static void Write(ReadOnlySpan<byte> text)
    {
        foreach (byte value in text)
        {
            if (value < 0x80)
            {
                WriteUnit(value);
            }
            else
            {
                Send(value);
            }
        }
    }

    public static void Write(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            WriteUnit(text[i]);
        }
    }

    public static void Write(long value)
    {
        if (value < 0)
        {
            Send((byte)'-');
        }

        Write(value < 0 ? 0 - (ulong)value : (ulong)value);
    }

    public static void Write(ulong value)
    {
        if (value >= 10)
        {
            Write(value / 10);
        }

        Send((byte)('0' + (value % 10)));
    }

    private static void WriteUnit(ushort unit)
    {
        if (unit is >= ' ' and <= '~' and not '\\')
        {
            Send((byte)unit);
            return;
        }

        Send((byte)'\\');
        Send((byte)'u');
        for (int shift = 12; shift >= 0; shift -= 4)
        {
            int digit = (unit >> shift) & 15;
            Send((byte)(digit < 10 ? '0' + digit : 'a' + digit - 10));
        }
    }

    private static void Send(byte value)
    {
        while ((ReadPort((ushort)(s_port + LineStatus)) & CanSend) == 0)
        {
            // The byte before is still being sent.
        }

        WritePort(s_port, value);
    }

    [RuntimeImport("*", "port_read8"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern byte ReadPort(ushort port);

    [RuntimeImport("*", "port_write8"), MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void WritePort(ushort port, byte value);
}
