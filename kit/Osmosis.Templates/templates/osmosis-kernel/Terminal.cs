// The screen and the serial port as one: what is printed goes to both, what is typed comes from either.
using System;

namespace Kernel;

internal static class Terminal
{
    public static void Write(ReadOnlySpan<byte> text)
    {
        foreach (byte character in text)
        {
            Write(character);
        }
    }

    public static void WriteLine(ReadOnlySpan<byte> text)
    {
        Write(text);
        Write((byte)'\n');
    }

    public static void Write(byte character)
    {
        Screen.Write(character);
        SerialPort.Write(character);
    }

    /// <summary>Waits for a line. What doesn't fit is not taken.</summary>
    /// <param name="buffer">Where the line is put.</param>
    /// <returns>The line, without its end.</returns>
    public static ReadOnlySpan<byte> ReadLine(Span<byte> buffer)
    {
        int length = 0;
        while (true)
        {
            byte character = ReadCharacter();
            if (character is (byte)'\r' or (byte)'\n')
            {
                Write((byte)'\n');
                return buffer[..length];
            }

            if (character is (byte)'\b' or 0x7F)
            {
                if (length > 0)
                {
                    length--;
                    Write("\b \b"u8);
                }
            }
            else if (character >= ' ' && length < buffer.Length)
            {
                buffer[length++] = character;
                Write(character);
            }
        }
    }

    private static byte ReadCharacter()
    {
        while (true)
        {
            if (SerialPort.TryRead(out byte character) || Keyboard.TryRead(out character))
            {
                return character;
            }
        }
    }
}
