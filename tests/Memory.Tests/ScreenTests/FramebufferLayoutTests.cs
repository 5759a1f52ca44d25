// What a boot loader says of a framebuffer: what is taken, what is refused, and where pixels and colours are then.
using System.Text;
using CsCheck;
using Osmosis.Kernel.Devices;

namespace Osmosis.Memory.Tests.ScreenTests;

public sealed class FramebufferLayoutTests
{
    public static FramebufferInformation Usual => new()
    {
        IsGiven = true,
        Kind = FramebufferKind.Direct,
        BitsPerPixel = 32,
        Address = 0xFD00_0000,
        Pitch = 4096,
        Width = 1024,
        Height = 768,
        Red = new() { Position = 16, Bits = 8 },
        Green = new() { Position = 8, Bits = 8 },
        Blue = new() { Position = 0, Bits = 8 },
    };

    [Fact]
    public void Whatever_is_said_is_taken_inside_its_memory_or_refused() =>
        Gen.Select(Gen.Byte, Gen.Byte, Gen.ULong, Gen.UInt, Gen.UInt[0, 9000], Gen.UInt[0, 9000], Gen.Byte, Gen.Byte)
            .Sample((kind, bits, address, pitch, width, height, position, size) =>
            {
                FramebufferInformation said = Usual with
                {
                    Kind = (FramebufferKind)(kind % 4),
                    BitsPerPixel = (byte)(bits % 5 * 8),
                    Address = address >> (bits % 40),
                    Pitch = pitch >> (kind % 20),
                    Width = width,
                    Height = height,
                    Red = new() { Position = (byte)(position % 40), Bits = (byte)(size % 12) },
                };
                if (FramebufferLayout.TryCreate(in said, out FramebufferLayout layout) != FramebufferError.None)
                {
                    Assert.Equal(0u, layout.Bytes);
                    return;
                }

                Assert.True((ulong)layout.Address + layout.Bytes <= 1UL << 32);
                Assert.InRange(layout.Offset(0, 0), 0, (int)layout.Bytes);
                int last = layout.Offset(24, 79) + (((16 * layout.Scale) - 1) * layout.Pitch)
                    + (8 * layout.Scale * layout.BytesPerPixel);
                Assert.InRange(last, 0, (int)layout.Bytes);
            }, iter: 20_000);

    [Theory]
    [InlineData(nameof(FramebufferInformation.Kind), 0, FramebufferError.Kind)]
    [InlineData(nameof(FramebufferInformation.Kind), 2, FramebufferError.Kind)]
    [InlineData(nameof(FramebufferInformation.Kind), 3, FramebufferError.Kind)]
    [InlineData(nameof(FramebufferInformation.BitsPerPixel), 8, FramebufferError.Depth)]
    [InlineData(nameof(FramebufferInformation.BitsPerPixel), 31, FramebufferError.Depth)]
    [InlineData(nameof(FramebufferInformation.BitsPerPixel), 64, FramebufferError.Depth)]
    [InlineData(nameof(FramebufferInformation.BitsPerPixel), 16, FramebufferError.Colors)]
    [InlineData(nameof(FramebufferInformation.Width), 639, FramebufferError.TooSmall)]
    [InlineData(nameof(FramebufferInformation.Height), 399, FramebufferError.TooSmall)]
    [InlineData(nameof(FramebufferInformation.Pitch), 4095, FramebufferError.Pitch)]
    [InlineData(nameof(FramebufferInformation.Pitch), 0, FramebufferError.Pitch)]
    [InlineData(nameof(FramebufferInformation.Pitch), 65537, FramebufferError.Pitch)]
    [InlineData(nameof(FramebufferInformation.Height), 65537, FramebufferError.TooLarge)]
    [InlineData(nameof(FramebufferInformation.Height), 0xFFFF_FFFF, FramebufferError.TooLarge)]
    [InlineData(nameof(FramebufferInformation.Address), 0, FramebufferError.Address)]
    [InlineData(nameof(FramebufferInformation.Address), 0x1_0000_0000, FramebufferError.Address)]
    [InlineData(nameof(FramebufferInformation.Address), 0xFFFF_0000, FramebufferError.Address)]
    [InlineData(nameof(FramebufferInformation.Address), -1, FramebufferError.Address)]
    public void What_cannot_be_drawn_on_is_refused_with_the_reason(string field, long value, object error)
    {
        FramebufferInformation said = field switch
        {
            nameof(said.Kind) => Usual with { Kind = (FramebufferKind)value },
            nameof(said.BitsPerPixel) => Usual with { BitsPerPixel = (byte)value },
            nameof(said.Width) => Usual with { Width = (uint)value },
            nameof(said.Height) => Usual with { Height = (uint)value },
            nameof(said.Pitch) => Usual with { Pitch = (uint)value },
            _ => Usual with { Address = (ulong)value },
        };
        Assert.Equal(error, FramebufferLayout.TryCreate(in said, out _));
    }

    [Theory]
    [InlineData(640, 400, 1, 0, 0)]
    [InlineData(1024, 768, 1, 192, 184)]
    [InlineData(1280, 800, 2, 0, 0)]
    [InlineData(1920, 1080, 2, 320, 140)]
    [InlineData(3840, 2160, 5, 320, 80)]
    public void The_text_stands_in_the_middle_as_large_as_it_can(int width, int height, int scale, int left, int top)
    {
        FramebufferLayout layout =
            Create(Usual with { Width = (uint)width, Height = (uint)height, Pitch = (uint)width * 4 });
        Assert.Equal((scale, (top * width * 4) + (left * 4)), (layout.Scale, layout.Offset(0, 0)));
        Assert.Equal(layout.Offset(0, 0) + (16 * scale * width * 4) + (8 * scale * 4), layout.Offset(1, 1));
    }

    [Theory]
    [InlineData(32, 16, 8, 8, 8, 0, 8, 0x00FF_8040u)]
    [InlineData(32, 0, 8, 8, 8, 16, 8, 0x0040_80FFu)]
    [InlineData(24, 16, 8, 8, 8, 0, 8, 0x00FF_8040u)]
    [InlineData(16, 11, 5, 5, 6, 0, 5, 0xFC08u)]
    [InlineData(15, 10, 5, 5, 5, 0, 5, 0x7E08u)]
    [InlineData(32, 20, 10, 10, 10, 0, 10, 0x3FC8_0100u)]
    public void A_pixel_has_its_colours_where_they_were_said_to_be(int bits, int redAt, int red, int greenAt, int green,
        int blueAt, int blue, uint pixel)
    {
        FramebufferLayout layout = Create(Usual with
        {
            BitsPerPixel = (byte)bits,
            Red = new() { Position = (byte)redAt, Bits = (byte)red },
            Green = new() { Position = (byte)greenAt, Bits = (byte)green },
            Blue = new() { Position = (byte)blueAt, Bits = (byte)blue },
        });
        Assert.Equal((pixel, (bits + 7) / 8), (layout.Pixel(0xFF8040), layout.BytesPerPixel));
    }

    [Fact]
    public void Every_reason_has_a_text_that_fits_a_line()
    {
        foreach (FramebufferError error in Enum.GetValues<FramebufferError>())
        {
            string text = Encoding.ASCII.GetString(error.Describe());
            Assert.NotEqual("unknown", text);
            Assert.True($"screen: none: {text}".Length <= 80, text);
        }
    }

    internal static FramebufferLayout Create(FramebufferInformation said)
    {
        Assert.Equal(FramebufferError.None, FramebufferLayout.TryCreate(in said, out FramebufferLayout layout));
        return layout;
    }
}
