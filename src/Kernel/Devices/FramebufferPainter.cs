// Draws cells of text into the memory of a framebuffer.

using System;
using System.Runtime.CompilerServices;

namespace Osmosis.Kernel.Devices;

internal static class FramebufferPainter
{
    // The cursor is a bar of this height below the letter, in pixels of the font.
    private const int CursorHeight = 2;

    // The colours of VGA text: 0xRRGGBB.
    private static ReadOnlySpan<uint> Colors =>
    [
        0x000000, 0x0000AA, 0x00AA00, 0x00AAAA, 0xAA0000, 0xAA00AA, 0xAA5500, 0xAAAAAA,
        0x555555, 0x5555FF, 0x55FF55, 0x55FFFF, 0xFF5555, 0xFF55FF, 0xFFFF55, 0xFFFFFF,
    ];

    /// <summary>Makes everything black.</summary>
    public static void Clear(Span<byte> memory) => memory.Clear();

    /// <summary>Draws a cell as <see cref="TextScreen"/> has it.</summary>
    public static void Draw(Span<byte> memory, in FramebufferLayout layout, int row, int column, ushort cell,
        bool hasCursor)
    {
        uint foreground = layout.Pixel(Colors[(cell >> 8) & 15]);
        uint background = layout.Pixel(Colors[cell >> 12]);
        ReadOnlySpan<byte> glyph = Spleen.Glyph((byte)cell);
        int start = layout.Offset(row, column);
        for (int y = 0; y < Spleen.Height; y++)
        {
            byte bits = hasCursor && y >= Spleen.Height - CursorHeight ? (byte)0xFF : glyph[y];
            for (int copy = 0; copy < layout.Scale; copy++)
            {
                DrawRow(memory, in layout, start, bits, foreground, background);
                start += layout.Pitch;
            }
        }
    }

    private static void DrawRow(Span<byte> memory, in FramebufferLayout layout, int start, byte bits, uint foreground,
        uint background)
    {
        for (int mask = 0x80; mask != 0; mask >>= 1)
        {
            uint pixel = (bits & mask) != 0 ? foreground : background;
            for (int copy = 0; copy < layout.Scale; copy++)
            {
                Store(memory.Slice(start, layout.BytesPerPixel), pixel);
                start += layout.BytesPerPixel;
            }
        }
    }

    private static void Store(Span<byte> place, uint pixel)
    {
        switch (place.Length)
        {
            case 4:
                Unsafe.WriteUnaligned(ref place[0], pixel);
                break;
            case 3:
                place[2] = (byte)(pixel >> 16);
                goto default;
            default:
                Unsafe.WriteUnaligned(ref place[0], (ushort)pixel);
                break;
        }
    }
}
