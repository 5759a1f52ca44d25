// Shift+PgUp and Shift+PgDn, as terminals send them.

namespace Osmosis.Kernel.Devices;

internal static class ScrollKey
{
    private const uint PageUp = 5;
    private const uint PageDown = 6;
    private const uint WithShift = 2;

    /// <summary>Whether the sequence that has just ended is one of the two keys.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="final">Its last byte.</param>
    /// <param name="isBack">Whether it asks for older lines.</param>
    public static bool TryGet(in EscapeDecoder sequence, byte final, out bool isBack)
    {
        isBack = sequence.Parameter(0) == PageUp;
        return sequence.Introducer == '[' && final == '~' && sequence.Parameter(1) == WithShift
            && (isBack || sequence.Parameter(0) == PageDown);
    }
}
