// The kernel's one screen: its text, and the device that shows it.

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

    private static TextScreen s_text;

    public static ScreenDevice Device { get; private set; }

    /// <summary>Why there is no text on the framebuffer that the boot loader gave.</summary>
    public static FramebufferError Error { get; private set; }

    /// <summary>
    /// Takes the boot loader's word for the screen: VGA text if it says nothing else. On a framebuffer nothing is drawn before
    /// <see cref="ShowOnFramebuffer"/>.
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
        Show();
    }

    /// <summary>From now on the text is on the framebuffer, which the processor reaches at an address.</summary>
    public static void ShowOnFramebuffer(uint address)
    {
        Framebuffer.MoveTo(address);
        Framebuffer.Clear();
        Device = ScreenDevice.Framebuffer;
        s_text.MarkChanged();
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

    /// <summary>An access to an address was a fault. A report of it must not be drawn where the next fault would be.</summary>
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

        bool isVga = Device == ScreenDevice.VgaText;
        for (int row = s_text.FirstChanged; row < s_text.EndChanged; row++)
        {
            if (isVga)
            {
                VgaText.Write(row, s_text.Row(row));
            }
            else
            {
                Framebuffer.Write(row, s_text.Row(row));
            }
        }

        s_text.MarkShown();
        if (isVga)
        {
            VgaText.MoveCursor(s_text.Cursor);
        }
        else
        {
            Framebuffer.MoveCursor(s_text.Cursor);
        }
    }

    /// <summary>Shows older lines, or newer ones.</summary>
    public static void Scroll(bool isBack)
    {
        s_text.ScrollBack(isBack ? LinesAtOnce : -LinesAtOnce);
        Show();
    }
}
