// Draws cells of text into the memory of a framebuffer.

using System;
using System.Runtime.InteropServices;

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
        Span<byte> place = memory[layout.Offset(row, column)..];
        ReadOnlySpan<byte> glyph = Spleen.Glyph((byte)cell);
        int height = hasCursor ? Spleen.Height - CursorHeight : Spleen.Height;
        switch (layout.BytesPerPixel)
        {
            case 4:
                Draw(place, in layout, glyph, height, foreground, background);
                break;
            case 3:
                Draw<Pixel24>(place, in layout, glyph, height, new(foreground), new(background));
                break;
            default:
                Draw(place, in layout, glyph, height, (ushort)foreground, (ushort)background);
                break;
        }
    }

    // The cursor takes the rows from `height` on.
    private static void Draw<TPixel>(Span<byte> place, in FramebufferLayout layout, ReadOnlySpan<byte> glyph,
        int height, TPixel foreground, TPixel background)
        where TPixel : struct
    {
        int start = 0;
        int bytes = Spleen.Width * layout.Scale * layout.BytesPerPixel;
        for (int y = 0; y < Spleen.Height; y++)
        {
            byte bits = y < height ? glyph[y] : (byte)0xFF;
            for (int copy = 0; copy < layout.Scale; copy++, start += layout.Pitch)
            {
                Span<TPixel> line = MemoryMarshal.Cast<byte, TPixel>(place.Slice(start, bytes));
                DrawLine(line, layout.Scale, bits, foreground, background);
            }
        }
    }

    private static void DrawLine<TPixel>(Span<TPixel> line, int scale, byte bits, TPixel foreground,
        TPixel background)
    {
        int x = 0;
        for (int mask = 0x80; mask != 0; mask >>= 1)
        {
            TPixel pixel = (bits & mask) != 0 ? foreground : background;
            for (int end = x + scale; x < end; x++)
            {
                line[x] = pixel;
            }
        }
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private readonly struct Pixel24(uint pixel)
    {
        private readonly ushort _low = (ushort)pixel;
        private readonly byte _high = (byte)(pixel >> 16);
    }
}
