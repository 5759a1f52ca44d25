// Reads the text on a framebuffer from its pixels, by the font.
using Osmosis.Kernel.Devices;

namespace Osmosis.Kernel.Tests.Machines;

/// <summary>What <c>info</c> says of it; a row of pixels follows the other without a gap.</summary>
public sealed record FramebufferText(uint Address, int Width, int Height, int BytesPerPixel)
{
    private const int Rows = 25;
    private const int Columns = 80;
    private const int CellWidth = 8;
    private const int CellHeight = 16;

    private static readonly Dictionary<string, char> _letters =
        Enumerable.Range(0x20, 0x5F).ToDictionary(letter => Convert.ToHexString(Spleen.Glyph((byte)letter)),
            letter => (char)letter);

    // A bar below a blank.
    private static readonly string _cursor = new string('0', 28) + "FFFF";

    private int Scale => Math.Min(Width / (Columns * CellWidth), Height / (Rows * CellHeight));

    private int Left => (Width - (Columns * CellWidth * Scale)) / 2;

    private int Top => (Height - (Rows * CellHeight * Scale)) / 2;

    /// <summary>
    /// Takes the row of <c>info</c>, as in "framebuffer, 1024 x 768 pixels of 32 bits, at p0xfd000000".
    /// </summary>
    public static FramebufferText Parse(string row)
    {
        string[] words = row.Split(' ');
        Assert.Equal(("framebuffer,", "x", "pixels", "bits,"), (words[0], words[2], words[4], words[7]));
        return new FramebufferText(Convert.ToUInt32(words[^1][1..], 16), int.Parse(words[1], null),
            int.Parse(words[3], null), int.Parse(words[6], null) / 8);
    }

    /// <summary>The rows of text, each as it stands, without blanks at its end; ? is what is no letter.</summary>
    public async Task<string[]> ReadAsync(QemuMonitor monitor)
    {
        byte[] pixels = await monitor.ReadPhysicalAsync(Address, Width * Height * BytesPerPixel);
        return [.. Enumerable.Range(0, Rows)
            .Select(row =>
                string.Concat(Enumerable.Range(0, Columns).Select(column => Letter(pixels, row, column))).TrimEnd())];
    }

    // Black is the background.
    private char Letter(byte[] pixels, int row, int column)
    {
        byte[] glyph = new byte[CellHeight];
        for (int y = 0; y < CellHeight; y++)
        {
            for (int x = 0; x < CellWidth; x++)
            {
                int line = Top + (((row * CellHeight) + y) * Scale);
                int at = ((line * Width) + Left + (((column * CellWidth) + x) * Scale)) * BytesPerPixel;
                glyph[y] |= (byte)(pixels.AsSpan(at, Math.Min(BytesPerPixel, 3)).ContainsAnyExcept((byte)0)
                    ? 0x80 >> x : 0);
            }
        }

        string rows = Convert.ToHexString(glyph);
        return rows == _cursor ? ' ' : _letters.GetValueOrDefault(rows, '?');
    }
}
