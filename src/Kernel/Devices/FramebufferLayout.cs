// Where a framebuffer's pixels are, and how a pixel holds its colours: what the boot loader says, once it has been
// checked.

using System;
using Osmosis.Boot;

namespace Osmosis.Kernel.Devices;

/// <summary>
/// The text stands in the middle, as large as a whole factor makes it fit. All lengths are in pixels unless named
/// otherwise.
/// </summary>
internal struct FramebufferLayout
{
    /// <summary>
    /// Bytes that are kept free in the address space; a screen of 8K with 32 bits a pixel takes 127 MiB.
    /// </summary>
    public const uint MostBytes = 256u << 20;

    private const int TextWidth = TextScreen.Columns * Spleen.Width;
    private const int TextHeight = TextScreen.Rows * Spleen.Height;
    private const uint MostPitch = 64u << 10;
    private const int MostColorBits = 16;

    private ColorField _red;
    private ColorField _green;
    private ColorField _blue;
    private int _textStart;

    /// <summary>Physical address of the first byte.</summary>
    public uint Address { get; private set; }

    /// <summary>Its memory, in bytes.</summary>
    public uint Bytes { get; private set; }

    /// <summary>Bytes from a row to the next.</summary>
    public int Pitch { get; private set; }

    public uint Width { get; private set; }

    public uint Height { get; private set; }

    public int BytesPerPixel { get; private set; }

    /// <summary>How many pixels a pixel of the font is wide and high.</summary>
    public int Scale { get; private set; }

    /// <summary>Takes what the boot loader says, or says what is wrong with it.</summary>
    public static FramebufferError TryCreate(in FramebufferInformation information, out FramebufferLayout layout)
    {
        layout = default;
        FramebufferError error = CheckPixels(in information);
        if (error == FramebufferError.None)
        {
            error = CheckPlace(in information);
        }

        if (error == FramebufferError.None)
        {
            layout.Take(in information);
        }

        return error;
    }

    /// <summary>Offset in bytes of the upper left pixel of a cell.</summary>
    public readonly int Offset(int row, int column) =>
        _textStart + (row * Spleen.Height * Scale * Pitch) + (column * Spleen.Width * Scale * BytesPerPixel);

    /// <summary>A pixel of a colour of 8 bits each: 0xRRGGBB.</summary>
    public readonly uint Pixel(uint color) =>
        Place(color >> 16, _red) | Place(color >> 8, _green) | Place(color, _blue);

    private static FramebufferError CheckPixels(in FramebufferInformation information)
    {
        if (information.Kind != FramebufferKind.Direct)
        {
            return FramebufferError.Kind;
        }

        if (information.BitsPerPixel is not (15 or 16 or 24 or 32))
        {
            return FramebufferError.Depth;
        }

        bool areInside = IsInside(information.Red, information.BitsPerPixel)
            && IsInside(information.Green, information.BitsPerPixel)
            && IsInside(information.Blue, information.BitsPerPixel);
        return areInside ? FramebufferError.None : FramebufferError.Colors;
    }

    private static bool IsInside(ColorField color, int bits) =>
        color.Bits is > 0 and <= MostColorBits && color.Position + color.Bits <= bits;

    private static FramebufferError CheckPlace(in FramebufferInformation information)
    {
        if (information.Width < TextWidth || information.Height < TextHeight)
        {
            return FramebufferError.TooSmall;
        }

        if (information.Pitch > MostPitch
            || information.Width > information.Pitch / PixelBytes(information.BitsPerPixel))
        {
            return FramebufferError.Pitch;
        }

        ulong bytes = (ulong)information.Pitch * information.Height;
        if (bytes > MostBytes)
        {
            return FramebufferError.TooLarge;
        }

        bool isReachable = information.Address is not 0 and <= uint.MaxValue
            && bytes - 1 <= uint.MaxValue - information.Address;
        return isReachable ? FramebufferError.None : FramebufferError.Address;
    }

    private static uint PixelBytes(byte bits) => (bits + 7u) / 8;

    private static uint Place(uint color, ColorField field)
    {
        color &= 0xFF;
        return (field.Bits < 8 ? color >> (8 - field.Bits) : color << (field.Bits - 8)) << field.Position;
    }

    private void Take(in FramebufferInformation information)
    {
        Address = (uint)information.Address;
        Bytes = information.Pitch * information.Height;
        Pitch = (int)information.Pitch;
        Width = information.Width;
        Height = information.Height;
        BytesPerPixel = (int)PixelBytes(information.BitsPerPixel);
        Scale = (int)Math.Min(Width / TextWidth, Height / TextHeight);
        _red = information.Red;
        _green = information.Green;
        _blue = information.Blue;
        int left = ((int)Width - (TextWidth * Scale)) / 2;
        int top = ((int)Height - (TextHeight * Scale)) / 2;
        _textStart = (top * Pitch) + (left * BytesPerPixel);
    }
}
