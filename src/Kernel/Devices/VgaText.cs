// The VGA's text memory and cursor.

using System;
using Osmosis.Metal;

namespace Osmosis.Kernel.Devices;

internal static unsafe class VgaText
{
    private const uint Address = 0xB8000;
    private const ushort CursorIndex = 0x3D4;
    private const ushort CursorData = 0x3D5;
    private const byte CursorHigh = 0x0E;
    private const byte CursorLow = 0x0F;

    // Sound: text memory is 4000 bytes here on every PC, lies in the identity window (requirement L2), and only this
    // class uses it.
    private static Span<ushort> Memory => new((void*)Address, TextScreen.Cells);

    /// <summary>Shows a cell, counted from the upper left one.</summary>
    public static void Draw(int cell, ushort value) => Memory[cell] = value;

    /// <summary>Puts the cursor into a cell; past the last one it is hidden.</summary>
    public static void MoveCursor(int cell)
    {
        Port.Write8(CursorIndex, CursorHigh);
        Port.Write8(CursorData, (byte)(cell >> 8));
        Port.Write8(CursorIndex, CursorLow);
        Port.Write8(CursorData, (byte)cell);
    }
}
