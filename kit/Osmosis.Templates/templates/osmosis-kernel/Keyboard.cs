// The PS/2 keyboard: small letters, digits, blank, Enter and Backspace.
using System;

namespace Kernel;

internal static class Keyboard
{
    private const ushort Data = 0x60;
    private const ushort Status = 0x64;
    private const byte HasByte = 1 << 0;

    // The character of each key, by its number: zero for other keys.
    private static ReadOnlySpan<byte> Characters =>
        "\0\01234567890-=\b\0qwertyuiop[]\n\0asdfghjkl;'`\0\\zxcvbnm,./\0*\0 "u8;

    public static bool TryRead(out byte character)
    {
        character = 0;
        byte status = Machine.ReadPort(Status);
        if (status == 0xFF || (status & HasByte) == 0)
        {
            return false;
        }

        // A key that is let go of has a number from 128 on.
        byte key = Machine.ReadPort(Data);
        character = key < Characters.Length ? Characters[key] : (byte)0;
        return character != 0;
    }
}
