// The framebuffer that shows the text: only what differs from what it shows is drawn, because its memory is slow.

using System;
using System.Runtime.CompilerServices;

namespace Osmosis.Kernel.Devices;

internal static unsafe class Framebuffer
{
    private const int CellCount = TextScreen.Rows * TextScreen.Columns;

    private static FramebufferLayout s_layout;
    private static uint s_address;
    private static Cells s_shown;
    private static int s_cursor;

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

    /// <summary>Makes it black, with no text and no cursor.</summary>
    public static void Clear()
    {
        FramebufferPainter.Clear(Memory);
        ((Span<ushort>)s_shown).Clear();
        s_cursor = CellCount;
    }

    public static void Write(int row, ReadOnlySpan<ushort> cells)
    {
        Span<ushort> shown = ((Span<ushort>)s_shown).Slice(row * TextScreen.Columns, TextScreen.Columns);
        for (int column = 0; column < cells.Length; column++)
        {
            if (shown[column] != cells[column])
            {
                shown[column] = cells[column];
                Draw((row * TextScreen.Columns) + column);
            }
        }
    }

    /// <inheritdoc cref="VgaText.MoveCursor"/>
    public static void MoveCursor(int cell)
    {
        int left = s_cursor;
        if (left != cell)
        {
            s_cursor = cell;
            Draw(left);
            Draw(cell);
        }
    }

    private static void Draw(int cell)
    {
        if (cell < CellCount)
        {
            FramebufferPainter.Draw(Memory, in s_layout, cell / TextScreen.Columns, cell % TextScreen.Columns, s_shown[cell], cell == s_cursor);
        }
    }

    [InlineArray(CellCount)]
    private struct Cells
    {
        private ushort _first;
    }
}
