// Control-C, noticed when it arrives, so that it can end a wait without losing typed-ahead input.

using System;

namespace Osmosis.Kernel.Devices;

internal static class BreakKey
{
    public const byte Code = 0x03;

    // Set by interrupt handlers, cleared outside: a single byte, so every load sees the last store.
    private static volatile bool s_pressed;

    /// <summary>Whether control-C came since <see cref="Clear"/>.</summary>
    public static bool IsPressed => s_pressed;

    public static void Clear() => s_pressed = false;

    /// <summary>Looks for control-C in the bytes that a device received.</summary>
    public static void Notice(ReadOnlySpan<byte> received)
    {
        if (received.IndexOf(Code) >= 0)
        {
            s_pressed = true;
        }
    }
}
