// A cell's pixels: the font's, enlarged, in the cell's colours, in each pixel format, and none outside the cell.
using Osmosis.Kernel.Devices;

namespace Osmosis.Memory.Tests.ScreenTests;

public sealed class FramebufferPainterTests
{
    private const int Row = 3;
    private const int Column = 5;
    private const ushort RedOnBlue = 0x1C00;
    private const uint Red = 0xFF5555;
    private const uint Blue = 0x0000AA;

    [Theory]
    [InlineData(32, 640, 0)]
    [InlineData(32, 1300, 24)]
    [InlineData(24, 1920, 4)]
    [InlineData(16, 1024, 2)]
    public void A_letter_is_drawn_and_nothing_beside_it(int bits, int width, int padding)
    {
        FramebufferLayout layout = Layout(bits, width, padding);
        byte[] memory = [.. Enumerable.Repeat((byte)0xEE, (int)layout.Bytes)];
        FramebufferPainter.Draw(memory, in layout, Row, Column, RedOnBlue | 'F', hasCursor: false);
        int start = layout.Offset(Row, Column);
        HashSet<int> drawn = [];
        for (int y = 0; y < 16 * layout.Scale; y++)
        {
            for (int x = 0; x < 8 * layout.Scale; x++)
            {
                int at = start + (y * layout.Pitch) + (x * layout.BytesPerPixel);
                bool isLit = (Spleen.Glyph((byte)'F')[y / layout.Scale] << (x / layout.Scale) & 0x80) != 0;
                uint expected = layout.Pixel(isLit ? Red : Blue);
                Assert.Equal(BitConverter.GetBytes(expected)[..layout.BytesPerPixel],
                    memory[at..(at + layout.BytesPerPixel)]);
                drawn.UnionWith(Enumerable.Range(at, layout.BytesPerPixel));
            }
        }

        Assert.Equal(16 * 8 * layout.Scale * layout.Scale * layout.BytesPerPixel, drawn.Count);
        Assert.DoesNotContain(Enumerable.Range(0, memory.Length), at => memory[at] != 0xEE && !drawn.Contains(at));
    }

    [Fact]
    public void The_cursor_is_a_bar_below_the_letter()
    {
        FramebufferLayout layout = Layout(32, 640, 0);
        byte[] memory = new byte[layout.Bytes];
        FramebufferPainter.Draw(memory, in layout, 0, 0, RedOnBlue | 'F', hasCursor: true);
        for (int y = 0; y < 16; y++)
        {
            bool isFull = Enumerable.Range(0, 8)
                .All(x => BitConverter.ToUInt32(memory, layout.Offset(0, 0) + (y * layout.Pitch) + (x * 4)) == Red);
            Assert.Equal(y >= 14, isFull);
        }
    }

    [Fact]
    public void Every_letter_of_the_keyboard_has_a_glyph_of_its_own()
    {
        string[] glyphs = [.. Enumerable.Range(0x20, 0x5F).Append(0xFE)
            .Select(letter => Convert.ToHexString(Spleen.Glyph((byte)letter)))];
        Assert.Equal(glyphs.Length, glyphs.Distinct().Count());
        Assert.Equal(glyphs[0], Convert.ToHexString(Spleen.Glyph(0)));
        Assert.Equal(glyphs[^1], Convert.ToHexString(Spleen.Glyph(0x80)));
    }

    private static FramebufferLayout Layout(int bits, int width, int padding)
    {
        FramebufferInformation said = FramebufferLayoutTests.Usual with
        {
            BitsPerPixel = (byte)bits,
            Width = (uint)width,
            Height = 800,
            Pitch = (uint)((width * bits / 8) + padding),
        };
        return FramebufferLayoutTests.Create(bits != 16 ? said : said with
        {
            Red = new() { Position = 11, Bits = 5 },
            Green = new() { Position = 5, Bits = 6 },
            Blue = new() { Position = 0, Bits = 5 },
        });
    }
}
