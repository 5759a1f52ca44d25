// The first serial port: a 16550 at 115200 baud, 8N1. Sends by polling, receives by interrupt.

using System;
using Osmosis.Kernel.Cpu;

namespace Osmosis.Kernel.Devices;

internal static class SerialPort
{
    public const uint Line = 4;

    private const ushort Data = 0x3F8;
    private const ushort InterruptEnable = 0x3F9;
    private const ushort FifoControl = 0x3FA;
    private const ushort InterruptIdentification = 0x3FA;
    private const ushort LineControl = 0x3FB;
    private const ushort ModemControl = 0x3FC;
    private const ushort LineStatus = 0x3FD;
    private const ushort ModemStatus = 0x3FE;

    private const byte DivisorLatch = 0x80;
    private const byte EightBitsNoParity = 0x03;
    private const byte EightBytesInterrupt = 0x87;
    private const byte Loopback = 0x1A;
    private const byte LinesLookedAt = 0xF0;
    private const byte LinesLoopedBack = 0x90;
    private const byte ReadyWithInterrupts = 0x0B;
    private const byte ReceiveInterrupts = 0x05;

    private const byte NoInterruptPending = 0x01;
    private const byte DataReady = 0x01;
    private const byte Overrun = 0x02;
    private const byte TransmitterReady = 0x20;
    private const byte TransmitterEmpty = 0x40;

    // A byte takes 87 µs to leave and a port access about 1 µs.
    private const int WaitLimit = 100_000;

    // Many seconds, because an emulator on a busy host may delay the transmitter for long. A stuck port costs them
    // once; after that the kernel asks it only once a byte until it answers again.
    private const int WriteLimit = 20_000_000;
    private const int InterruptLimit = 256;
    private const int FifoSize = 16;

    private static RingBuffer s_received;
    private static bool s_present;
    private static volatile uint s_overruns;
    private static uint s_unsent;
    private static bool s_stalled;

    public static bool IsPresent => s_present;

    /// <summary>Bytes received but not read in time: refused by the full buffer.</summary>
    public static uint DroppedBytes => s_received.Dropped;

    /// <summary>Times that the port itself lost bytes because nobody read them in time.</summary>
    public static uint Overruns => s_overruns;

    /// <summary>Bytes not sent because the port did not become ready.</summary>
    public static uint UnsentBytes => s_unsent;

    /// <summary>
    /// Programs the port: the FIFO on and cleared, an interrupt at the eighth of its sixteen bytes, which leaves eight
    /// more byte times. If the port doesn't receive what it sends to itself, it counts as missing.
    /// </summary>
    public static void Initialise()
    {
        Port.Write8(InterruptEnable, 0);
        Port.Write8(LineControl, DivisorLatch);
        Port.Write8(Data, 1);
        Port.Write8(InterruptEnable, 0);
        Port.Write8(LineControl, EightBitsNoParity);
        Port.Write8(FifoControl, EightBytesInterrupt);
        s_present = AnswersItself();
        Port.Write8(ModemControl, ReadyWithInterrupts);
    }

    /// <summary>Starts receiving. Needs the interrupt controllers.</summary>
    public static void EnableReceive()
    {
        if (s_present)
        {
            Port.Write8(InterruptEnable, ReceiveInterrupts);
            Pic.Enable(Line);
        }
    }

    /// <summary>Sends a byte. A byte that the port does not take in time is dropped and counted.</summary>
    public static void Write(byte value)
    {
        if (!s_present)
        {
            return;
        }

        if (!WaitFor(TransmitterReady, s_stalled ? 1 : WriteLimit))
        {
            s_stalled = true;
            s_unsent++;
            return;
        }

        s_stalled = false;
        Port.Write8(Data, value);
    }

    /// <summary>Waits until the last byte has been sent.</summary>
    public static void Drain()
    {
        if (s_present)
        {
            WaitFor(TransmitterEmpty, s_stalled ? 1 : WriteLimit);
        }
    }

    public static bool TryRead(out byte value) => s_received.TryRead(out value);

    public static void OnInterrupt()
    {
        // Repeats until the port has no more interrupts, because otherwise it would raise no further edge; bounded, in
        // case they never end.
        for (int i = 0; i < InterruptLimit && (Port.Read8(InterruptIdentification) & NoInterruptPending) == 0; i++)
        {
            byte status = ReadStatus();
            if ((status & DataReady) != 0)
            {
                byte value = Port.Read8(Data);
                ReadOnlySpan<byte> received = new(in value);
                BreakKey.Notice(received);
                s_received.TryWrite(received);
            }
        }
    }

    // In loopback the outgoing modem lines (OUT2, RTS) come back as the incoming ones (DCD, CTS), whatever the other
    // end sends meanwhile. Where only data is looped, as in v86, bytes received earlier come before the test's byte.
    private static bool AnswersItself()
    {
        const byte Probe = 0xAE;
        Port.Write8(ModemControl, Loopback);
        if ((Port.Read8(ModemStatus) & LinesLookedAt) == LinesLoopedBack)
        {
            return true;
        }

        Port.Write8(Data, Probe);
        for (int i = 0; i <= FifoSize && WaitFor(DataReady); i++)
        {
            if (Port.Read8(Data) == Probe)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Reads the line status. Reading clears the overrun bit, so overruns are counted here, whoever reads the status.
    /// </summary>
    private static byte ReadStatus()
    {
        byte status = Port.Read8(LineStatus);
        if ((status & Overrun) != 0)
        {
            s_overruns++;
        }

        return status;
    }

    private static bool WaitFor(byte status, int limit = WaitLimit)
    {
        for (int i = 0; i < limit; i++)
        {
            if ((ReadStatus() & status) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
