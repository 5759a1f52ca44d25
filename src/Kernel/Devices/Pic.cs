// The two 8259A interrupt controllers, the second behind line 2 of the first.

using Osmosis.Kernel.Cpu;
using Osmosis.Metal;

namespace Osmosis.Kernel.Devices;

internal static class Pic
{
    private const ushort FirstCommand = 0x20;
    private const ushort FirstData = 0x21;
    private const ushort SecondCommand = 0xA0;
    private const ushort SecondData = 0xA1;

    private const byte Initialise = 0x11;
    private const byte Mode8086 = 0x01;
    private const byte EndOfInterruptCommand = 0x20;
    private const byte ReadInService = 0x0B;

    /// <summary>Where the second controller is connected to the first.</summary>
    public const int CascadeLine = 2;

    private const uint Lines = 16;

    private static ushort s_enabledLines;
    private static volatile uint s_spurious;

    /// <summary>Interrupts that no device had requested.</summary>
    public static uint SpuriousCount => s_spurious;

    /// <summary>
    /// Moves the lines to vectors 32 to 47, clear of the exceptions, and masks all except the cascade.
    /// </summary>
    public static void Remap()
    {
        Port.Write8(FirstCommand, Initialise);
        Port.Write8(SecondCommand, Initialise);
        Port.Write8(FirstData, (byte)Interrupts.FirstLine);
        Port.Write8(SecondData, (byte)(Interrupts.FirstLine + 8));
        Port.Write8(FirstData, 1 << CascadeLine);
        Port.Write8(SecondData, CascadeLine);
        Port.Write8(FirstData, Mode8086);
        Port.Write8(SecondData, Mode8086);
        s_enabledLines = 0;
        Enable(CascadeLine);
    }

    /// <summary>Lets a line through.</summary>
    public static void Enable(uint line)
    {
        using InterruptState off = InterruptState.Disable();
        s_enabledLines |= (ushort)(1u << (int)line);
        WriteMasks();
    }

    private static void WriteMasks()
    {
        Port.Write8(FirstData, (byte)~s_enabledLines);
        Port.Write8(SecondData, (byte)(~s_enabledLines >> 8));
    }

    /// <summary>Masks all lines but these, a bit each. Interrupts must be off.</summary>
    public static void EnableOnly(uint lines)
    {
        s_enabledLines = (ushort)lines;
        WriteMasks();
    }

    /// <summary>
    /// Whether an interrupt on line 7 or 15 is spurious: the controller raised it although the request went away. A
    /// spurious interrupt is not in service, so its controller must get no end of interrupt. For a spurious 15,
    /// however, the first controller did serve the cascade.
    /// </summary>
    public static bool IsSpurious(uint line)
    {
        if (line is not (7 or 15))
        {
            return false;
        }

        if (IsInService(line))
        {
            return false;
        }

        s_spurious++;
        if (line == 15)
        {
            Port.Write8(FirstCommand, EndOfInterruptCommand);
        }

        return true;
    }

    /// <summary>Whether the processor has accepted an interrupt of a line and not ended it.</summary>
    public static bool IsInService(uint line)
    {
        ushort command = line < 8 ? FirstCommand : SecondCommand;
        Port.Write8(command, ReadInService);
        return (Port.Read8(command) & (1 << (int)(line % 8))) != 0;
    }

    /// <summary>Ends every interrupt that the processor has accepted. Interrupts must be off.</summary>
    public static void EndAll()
    {
        for (uint line = 0; line < Lines; line++)
        {
            if (IsInService(line))
            {
                EndOfInterrupt(line);
            }
        }
    }

    public static void EndOfInterrupt(uint line)
    {
        if (line >= 8)
        {
            Port.Write8(SecondCommand, EndOfInterruptCommand);
        }

        Port.Write8(FirstCommand, EndOfInterruptCommand);
    }
}
