// The framebuffer that shows the text.

using System;

namespace Osmosis.Kernel.Devices;

internal static unsafe class Framebuffer
{
    private static FramebufferLayout s_layout;
    private static uint s_address;

    public static ref readonly FramebufferLayout Layout => ref s_layout;

    // Sound: the layout's bytes are the device's, lie at this address, and only this class uses them.
    private static Span<byte> Memory => new((void*)s_address, (int)s_layout.Bytes);

    public static void Use(in FramebufferLayout layout) => s_layout = layout;

    /// <summary>Bytes of the pages through which it is reached; 0 before it is mapped.</summary>
    public static uint MappedBytes { get; set; }

    /// <summary>The framebuffer is at this address from now on.</summary>
    public static void MoveTo(uint address) => s_address = address;

    /// <summary>Whether an address lies in it.</summary>
    public static bool Holds(uint address) => address - s_address < s_layout.Bytes;

    /// <summary>Makes it black.</summary>
    public static void Clear() => FramebufferPainter.Clear(Memory);

    /// <summary>Draws a cell, counted from the upper left one.</summary>
    public static void Draw(int cell, ushort value, bool hasCursor) =>
        FramebufferPainter.Draw(Memory, in s_layout, cell / TextScreen.Columns, cell % TextScreen.Columns, value,
            hasCursor);
}
