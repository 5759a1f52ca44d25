// The first serial port: a 16550 at 115200 baud, 8N1, with RTS as flow control. Sends by polling, receives by
// interrupt.

using System;
using Osmosis.Kernel.Cpu;
using Osmosis.Metal;

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
    private const byte RequestToSend = 0x02;
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

    // The sender is asked to wait while half of the buffer is free: bytes that are on their way already still come.
    private const uint HoldAt = RingBuffer.Capacity / 2;
    private const uint ReleaseAt = RingBuffer.Capacity / 4;

    private static RingBuffer s_received;
    private static Flow s_flow = Flow.Off;
    private static int s_beforeGap;
    private static bool s_present;
    private static volatile uint s_overruns;
    private static uint s_unsent;
    private static bool s_stalled;

    private enum Flow : byte
    {
        /// <summary>Nothing is received yet.</summary>
        Off,

        /// <summary>Bytes are taken as they come.</summary>
        Open,

        /// <summary>RTS asks the sender to wait; what comes all the same is taken.</summary>
        Held,

        /// <summary>As <see cref="Held"/>; and bytes are left in the port, because the buffer is full.</summary>
        Stopped,
    }

    public static bool IsPresent => s_present;

    /// <summary>Bytes known to be lost: at least one for each overrun.</summary>
    public static uint LostBytes => s_received.Lost;

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
            Open();
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

    /// <summary>Takes the oldest byte received. Interrupts must be off.</summary>
    /// <param name="value">The byte.</param>
    /// <param name="isAtGap">Whether bytes may be missing next to it.</param>
    public static bool TryRead(out byte value, out bool isAtGap)
    {
        if (s_flow > Flow.Open && s_received.Held <= ReleaseAt)
        {
            Open();
            Receive();
        }

        return s_received.TryRead(out value, out isAtGap);
    }

    /// <summary>Drops what came before the last control-C, and that. Interrupts must be off.</summary>
    public static void DropThroughBreak() => s_received.DropThrough(BreakKey.Code);

    /// <summary>Takes what the port has, whether or not its interrupt works. Interrupts must be off.</summary>
    public static void Poll()
    {
        if (s_present)
        {
            Receive();
        }
    }

    public static void OnInterrupt()
    {
        // Repeats until the port has no more interrupts, because otherwise it would raise no further edge. Should they
        // never end, or should the buffer be full, then interrupts of the port are turned off, and the next edge comes
        // when they are turned on again.
        for (int i = 0; i < InterruptLimit && s_flow != Flow.Stopped; i++)
        {
            if ((Port.Read8(InterruptIdentification) & NoInterruptPending) != 0)
            {
                return;
            }

            Receive();
        }

        Stop();
    }

    private static void Open()
    {
        s_flow = Flow.Open;
        Port.Write8(ModemControl, ReadyWithInterrupts);
        Port.Write8(InterruptEnable, ReceiveInterrupts);
    }

    private static void Stop()
    {
        s_flow = Flow.Stopped;
        Port.Write8(ModemControl, ReadyWithInterrupts & ~RequestToSend);
        Port.Write8(InterruptEnable, 0);
    }

    /// <summary>Takes the bytes that the port has, as long as there is room. Interrupts must be off.</summary>
    private static void Receive()
    {
        for (int i = 0; i < InterruptLimit; i++)
        {
            if ((ReadStatus() & DataReady) == 0)
            {
                s_beforeGap = 0;
                return;
            }

            if (s_received.Held == RingBuffer.Capacity)
            {
                break;
            }

            byte value = Port.Read8(Data);
            ReadOnlySpan<byte> received = new(in value);
            BreakKey.Notice(received);
            s_received.TryWrite(received);
            if (s_beforeGap != 0)
            {
                s_beforeGap--;
                s_received.EndGap();
            }

            if (s_flow == Flow.Open && s_received.Held > HoldAt)
            {
                s_flow = Flow.Held;
                Port.Write8(ModemControl, ReadyWithInterrupts & ~RequestToSend);
            }
        }

        Stop();
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
    /// Reads the line status. Reading clears the overrun bit, so overruns are noted here, whoever reads the status.
    /// What the FIFO holds then came before the lost byte.
    /// </summary>
    private static byte ReadStatus()
    {
        byte status = Port.Read8(LineStatus);
        if ((status & Overrun) != 0)
        {
            using InterruptState off = InterruptState.Disable();
            s_overruns++;
            s_received.NoteLoss(1);
            s_beforeGap = (status & DataReady) != 0 ? FifoSize : 0;
        }

        return status;
    }

    // Takes what is received meanwhile: a report is printed with interrupts off, and the FIFO would overrun.
    private static bool WaitFor(byte status, int limit = WaitLimit)
    {
        for (int i = 0; i < limit; i++)
        {
            byte present = ReadStatus();
            if ((present & DataReady) != 0 && s_flow is Flow.Open or Flow.Held)
            {
                using InterruptState off = InterruptState.Disable();
                Receive();
            }

            if ((present & status) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
