// The kernel's one screen: its text, and the device that shows it.

using System;
using System.Runtime.CompilerServices;
using Osmosis.Boot;

namespace Osmosis.Kernel.Devices;

internal enum ScreenDevice : byte
{
    VgaText,
    Framebuffer,

    /// <summary>The text is kept, and seen nowhere.</summary>
    None,
}

internal static class Screen
{
    // A page less one line: the line that was at the edge stays in view.
    private const int LinesAtOnce = TextScreen.Rows - 1;

    // A cell that the text never has.
    private const ushort NoCell = 0xFFFF;

    private static TextScreen s_text;

    // What the device shows, as both are slow: only what differs is drawn.
    private static Cells s_shown;
    private static int s_cursor;

    public static ScreenDevice Device { get; private set; }

    /// <summary>Why there is no text on the framebuffer that the boot loader gave.</summary>
    public static FramebufferError Error { get; private set; }

    /// <summary>
    /// Takes the boot loader's word for the screen: VGA text if it says nothing else. On a framebuffer nothing is drawn
    /// before <see cref="ShowOnFramebuffer"/>.
    /// </summary>
    public static void Choose(in FramebufferInformation information)
    {
        if (information.IsGiven && information.Kind != FramebufferKind.Text)
        {
            Device = ScreenDevice.None;
            Error = FramebufferLayout.TryCreate(in information, out FramebufferLayout layout);
            Framebuffer.Use(in layout);
        }
    }

    public static void Initialise()
    {
        s_text.Initialise();
        Forget();
        Show();
    }

    /// <summary>From now on the text is on the framebuffer, which the processor reaches at an address.</summary>
    public static void ShowOnFramebuffer(uint address)
    {
        Framebuffer.MoveTo(address);
        Framebuffer.Clear();
        Device = ScreenDevice.Framebuffer;
        Forget();
        Show();
    }

    /// <summary>The framebuffer can't be reached for now, or for good.</summary>
    public static void LeaveFramebuffer(FramebufferError error = FramebufferError.None)
    {
        if (Device == ScreenDevice.Framebuffer)
        {
            Device = ScreenDevice.None;
        }

        Error = Error == FramebufferError.None ? error : Error;
    }

    /// <summary>
    /// An access to an address was a fault. A report of it must not be drawn where the next fault would be.
    /// </summary>
    public static void NoteFault(uint address)
    {
        if (Device == ScreenDevice.Framebuffer && Framebuffer.Holds(address))
        {
            LeaveFramebuffer(FramebufferError.Fault);
        }
    }

    /// <summary>Takes a byte of text or of an escape sequence; it is seen after the next <see cref="Show"/>.</summary>
    public static void Write(byte value) => s_text.Write(value);

    /// <summary>Shows what has been written, and the cursor where the next character goes.</summary>
    public static void Show()
    {
        if (Device == ScreenDevice.None)
        {
            return;
        }

        for (int first = s_text.FirstChanged, next; first < s_text.EndChanged; first = next)
        {
            int row = first / TextScreen.Columns;
            int start = row * TextScreen.Columns;
            next = Math.Min(start + TextScreen.Columns, s_text.EndChanged);
            ShowPart(first, s_text.Row(row)[(first - start)..(next - start)]);
        }

        s_text.MarkShown();
        MoveCursor(s_text.Cursor);
    }

    /// <summary>Shows older lines, or newer ones.</summary>
    public static void Scroll(bool isBack)
    {
        s_text.ScrollBack(isBack ? LinesAtOnce : -LinesAtOnce);
        Show();
    }

    // A part of a row.
    private static void ShowPart(int first, ReadOnlySpan<ushort> cells)
    {
        Span<ushort> shown = ((Span<ushort>)s_shown).Slice(first, cells.Length);
        for (int i = 0; i < cells.Length; i++)
        {
            if (shown[i] != cells[i])
            {
                shown[i] = cells[i];
                Draw(first + i);
            }
        }
    }

    private static void Draw(int cell)
    {
        if (Device == ScreenDevice.VgaText)
        {
            VgaText.Draw(cell, s_shown[cell]);
        }
        else
        {
            Framebuffer.Draw(cell, s_shown[cell], cell == s_cursor);
        }
    }

    // The VGA has a cursor of its own. On a framebuffer it is a part of its cell.
    private static void MoveCursor(int cell)
    {
        int left = s_cursor;
        s_cursor = cell;
        if (Device == ScreenDevice.VgaText)
        {
            VgaText.MoveCursor(cell);
        }
        else if (left != cell)
        {
            DrawIfInView(left);
            DrawIfInView(cell);
        }
    }

    private static void DrawIfInView(int cell)
    {
        if (cell < TextScreen.Cells)
        {
            Draw(cell);
        }
    }

    // The device shows nothing that is known.
    private static void Forget()
    {
        ((Span<ushort>)s_shown).Fill(NoCell);
        s_cursor = TextScreen.Cells;
        s_text.MarkChanged();
    }

    [InlineArray(TextScreen.Cells)]
    private struct Cells
    {
        private ushort _first;
    }
}
