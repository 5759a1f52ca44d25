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
    private const byte ScanCodeSet = 0xF0;
    private const byte WhichSet = 0x00;
    private const byte Set2 = 0x02;
    private const byte EnableScanning = 0xF4;
    private const byte DisableScanning = 0xF5;
    private const byte Acknowledge = 0xFA;
    private const byte Resend = 0xFE;
    private const int ReplyLimit = 4;

    private const byte FirstPortInterrupt = 0x01;
    private const byte SecondPortInterrupt = 0x02;
    private const byte FirstPortClockOff = 0x10;
    private const byte TranslateToSet1 = 0x40;

    private static RingBuffer s_received;
    private static ScancodeDecoder s_decoder;
    private static byte s_configuration;

    /// <summary>Whether a keyboard was found.</summary>
    public static bool IsPresent { get; private set; }

    /// <summary>Bytes typed but not read in time.</summary>
    public static uint LostBytes => s_received.Lost;

    /// <summary>Tests and enables the controller and the keyboard, if there are any. Interrupts must be off.</summary>
    public static void Initialise()
    {
        IsPresent = !Ps2Controller.IsAbsent && TryStartController() && TryStartKeyboard();
        if (IsPresent)
        {
            Pic.Enable(Line);
        }
    }

    /// <inheritdoc cref="SerialPort.TryRead"/>
    public static bool TryRead(out byte value, out bool isAtGap) => s_received.TryRead(out value, out isAtGap);

    /// <inheritdoc cref="SerialPort.DropThroughBreak"/>
    public static void DropThroughBreak() => s_received.DropThrough(BreakKey.Code);

    /// <inheritdoc cref="SerialPort.Poll"/>
    public static void Poll()
    {
        if (!Ps2Controller.IsAbsent)
        {
            OnInterrupt();
        }
    }

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
        && Ps2Controller.TryReadData(out s_configuration)
        && Ps2Controller.TryCommand(SelfTest)
        && Ps2Controller.TryReadData(out byte selfTest) && selfTest == SelfTestPassed
        && Ps2Controller.TryCommand(TestFirstPort)
        && Ps2Controller.TryReadData(out byte port) && port == FirstPortPassed
        && TryTranslate(true)
        && Ps2Controller.TryCommand(EnableFirstPort);

    /// <summary>
    /// Turns interrupts on, and the controller's translation from scan code set 2 to set 1 on or off.
    /// </summary>
    private static bool TryTranslate(bool isOn)
    {
        int changed = SecondPortInterrupt | FirstPortClockOff | TranslateToSet1;
        int configuration = (s_configuration & ~changed) | FirstPortInterrupt | (isOn ? TranslateToSet1 : 0);
        return Ps2Controller.TryCommand(WriteConfiguration) && Ps2Controller.TryWriteData((byte)configuration);
    }

    // Firmware may have left the keyboard in any state. Set 2 is translated to set 1, which the decoder reads; a
    // keyboard that stays with set 1 is read without translation.
    private static bool TryStartKeyboard()
    {
        if (!TrySend(DisableScanning))
        {
            return false;
        }

        bool isSet2 = TrySend(ScanCodeSet) && TrySend(Set2);
        bool isSet1 = !isSet2 && TrySend(ScanCodeSet) && TrySend(WhichSet) && Ps2Controller.TryReadData(out byte set)
            && IsSet1(set);
        return (!isSet1 || TryTranslate(false)) && TrySend(EnableScanning) && Ps2Controller.TryFlush();
    }

    // The answer is translated like scan codes.
    private static bool IsSet1(byte answer) => answer is 0x01 or 0x43;

    // The result of the keyboard's power-on self-test may come before the answer.
    private static bool TrySend(byte value)
    {
        byte reply = Resend;
        for (int i = 0; i < ReplyLimit && reply != Acknowledge; i++)
        {
            if (reply == Resend && !Ps2Controller.TryWriteData(value))
            {
                return false;
            }

            if (!Ps2Controller.TryReadData(out reply))
            {
                return false;
            }
        }

        return reply == Acknowledge;
    }
}
