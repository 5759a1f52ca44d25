// The kernel's output: the same bytes to the serial port and the screen.

using System;
using System.Runtime.CompilerServices;
using Osmosis.Kernel.Devices;

namespace Osmosis.Kernel.Console;

internal static class Terminal
{
    private static bool s_atLineStart = true;
    private static bool s_isReady;

    /// <summary>Whether the last byte written ended a line.</summary>
    public static bool IsAtLineStart => s_atLineStart;

    public static void Initialise()
    {
        SerialPort.Initialise();
        Screen.Initialise();
        s_isReady = true;
    }

    /// <summary>
    /// Makes sure that a fault can be reported, even one that comes before <see cref="Initialise"/> has finished.
    /// </summary>
    public static void PrepareForFault()
    {
        if (!s_isReady)
        {
            Initialise();
        }
    }

    /// <summary>
    /// Writes <c>$"…"</c>, formatted straight to the devices: no memory is needed, and any length fits.
    /// </summary>
    public static void Write(TerminalWriter<PlainText> text) => Show();

    public static void WriteLine(TerminalWriter<PlainText> text) => WriteLine();

    // Nearly every call above ends with this; a copy in each place would cost kilobytes.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void WriteLine()
    {
        Put((byte)'\n');
        Show();
    }

    public static void Write(ReadOnlySpan<byte> text)
    {
        foreach (byte value in text)
        {
            Put(value);
        }

        Show();
    }

    /// <summary>Writes bytes as they are: a program's terminal has seen to the ends of its lines.</summary>
    public static void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            SerialPort.Write(value);
            Screen.Write(value);
            s_atLineStart = value == '\n';
        }

        Show();
    }

    /// <summary>Writes <c>name: value</c> on a line of its own (requirement D6).</summary>
    public static void Row(ReadOnlySpan<byte> name,
        [InterpolatedStringHandlerArgument(nameof(name))] TerminalWriter<PlainText> value) => WriteLine();

    public static void SetColor(TerminalColor color) => Write($"\u001b[{(int)color}m");

    /// <summary>Empties the screen; the cursor goes to its upper left corner.</summary>
    public static void Clear()
    {
        Write("\x1b[2J\x1b[H"u8);
        s_atLineStart = true;
    }

    /// <summary>What was written last has left the cursor at the start of its line.</summary>
    public static void StartLine() => s_atLineStart = true;

    /// <summary>Writes one byte; the screen follows at the next <see cref="Show"/>.</summary>
    internal static void Put(byte value)
    {
        if (value == '\n')
        {
            SerialPort.Write((byte)'\r');
        }

        SerialPort.Write(value);
        Screen.Write(value);
        s_atLineStart = value == '\n';
    }

    internal static void Show() => Screen.Show();
}
