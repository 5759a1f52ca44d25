// The PS/2 keyboard: starts controller and keyboard, and turns key presses into bytes.

using System;

namespace Osmosis.Kernel.Devices;

internal static class Ps2Keyboard
{
    public const uint Line = 1;

    private const byte ReadConfiguration = 0x20;
    private const byte WriteConfiguration = 0x60;
    private const byte DisableSecondPort = 0xA7;
    private const byte SelfTest = 0xAA;
    private const byte SelfTestPassed = 0x55;
    private const byte TestFirstPort = 0xAB;
    private const byte FirstPortPassed = 0x00;
    private const byte DisableFirstPort = 0xAD;
    private const byte EnableFirstPort = 0xAE;
    private const byte EnableScanning = 0xF4;
    private const byte Acknowledge = 0xFA;
    private const byte Resend = 0xFE;
    private const int ReplyLimit = 4;

    private const byte FirstPortInterrupt = 0x01;
    private const byte SecondPortInterrupt = 0x02;
    private const byte FirstPortClockOff = 0x10;
    private const byte TranslateToSet1 = 0x40;

    private static RingBuffer s_received;
    private static ScancodeDecoder s_decoder;

    /// <summary>Whether a keyboard was found.</summary>
    public static bool IsPresent { get; private set; }

    /// <summary>Bytes typed but not read in time.</summary>
    public static uint DroppedBytes => s_received.Dropped;

    /// <summary>Tests and enables the controller and the keyboard, if there are any. Interrupts must be off.</summary>
    public static void Initialise()
    {
        IsPresent = !Ps2Controller.IsAbsent && TryStartController() && TryStartKeyboard();
        if (IsPresent)
        {
            Pic.Enable(Line);
        }
    }

    public static bool TryRead(out byte value) => s_received.TryRead(out value);

    public static void OnInterrupt()
    {
        if (Ps2Controller.HasOutput)
        {
            ReadOnlySpan<byte> received = s_decoder.Decode(Ps2Controller.ReadData());
            BreakKey.Notice(received);
            s_received.TryWrite(received);
        }
    }

    // The self-test may reset the configuration, so the configuration is written after it.
    private static bool TryStartController() =>
        Ps2Controller.TryCommand(DisableFirstPort)
        && Ps2Controller.TryCommand(DisableSecondPort)
        && Ps2Controller.TryFlush()
        && Ps2Controller.TryCommand(ReadConfiguration)
        && Ps2Controller.TryReadData(out byte configuration)
        && Ps2Controller.TryCommand(SelfTest)
        && Ps2Controller.TryReadData(out byte selfTest) && selfTest == SelfTestPassed
        && Ps2Controller.TryCommand(TestFirstPort)
        && Ps2Controller.TryReadData(out byte port) && port == FirstPortPassed
        && Ps2Controller.TryCommand(WriteConfiguration)
        && Ps2Controller.TryWriteData((byte)((configuration & ~(SecondPortInterrupt | FirstPortClockOff)) | TranslateToSet1 | FirstPortInterrupt))
        && Ps2Controller.TryCommand(EnableFirstPort);

    // The result of the keyboard's power-on self-test may come before the answer.
    private static bool TryStartKeyboard()
    {
        byte reply = Resend;
        for (int i = 0; i < ReplyLimit && reply != Acknowledge; i++)
        {
            if (reply == Resend && !Ps2Controller.TryWriteData(EnableScanning))
            {
                return false;
            }

            if (!Ps2Controller.TryReadData(out reply))
            {
                return false;
            }
        }

        return reply == Acknowledge && Ps2Controller.TryFlush();
    }
}
