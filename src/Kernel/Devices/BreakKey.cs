// Keys that are noticed when they arrive: control-C, so that it can end a wait without losing typed-ahead input, and
// control-], which stops programs.

using System;

namespace Osmosis.Kernel.Devices;

internal static class BreakKey
{
    public const byte Code = 0x03;

    /// <summary>Control-].</summary>
    public const byte StopCode = 0x1D;

    // Set by interrupt handlers, cleared outside: a single byte, so every load sees the last store.
    private static volatile bool s_pressed;
    private static volatile bool s_stops;

    /// <summary>Whether control-C came since <see cref="Clear"/>.</summary>
    public static bool IsPressed => s_pressed;

    /// <summary>Whether control-] came since <see cref="Clear"/>.</summary>
    public static bool StopsPrograms => s_stops;

    public static void Clear() => s_pressed = s_stops = false;

    /// <summary>Looks for both in the bytes that a device received.</summary>
    public static void Notice(ReadOnlySpan<byte> received)
    {
        if (received.IndexOf(Code) >= 0)
        {
            s_pressed = true;
        }

        if (received.IndexOf(StopCode) >= 0)
        {
            s_stops = true;
        }
    }
}
