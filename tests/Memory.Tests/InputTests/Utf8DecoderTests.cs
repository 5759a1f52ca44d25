// The decoder accepts exactly what .NET accepts, without the controls U+0080 to U+009F.
using System.Text;
using System.Text.Unicode;
using CsCheck;
using Osmosis.Kernel.Devices;

namespace Osmosis.Memory.Tests.InputTests;

[Slow]
public sealed class Utf8DecoderTests
{
    [Fact]
    public void Every_character_is_decoded()
    {
        byte[] bytes = new byte[4];
        for (int value = 0; value <= 0x10FFFF; value++)
        {
            if (Rune.TryCreate(value, out Rune rune))
            {
                Utf8Decoder decoder = default;
                int length = rune.EncodeToUtf8(bytes);
                Utf8Result last = default;
                foreach (byte part in bytes.AsSpan(0, length))
                {
                    last = decoder.Feed(part);
                }

                Assert.Equal(value is >= 0x80 and < 0xA0 ? Utf8Result.Invalid : Utf8Result.Character, last);
                Assert.Equal((uint)value, decoder.Character);
            }
        }
    }

    // Bytes of every kind, those that begin and continue a character more often than by chance.
    [Fact]
    public void What_is_no_text_is_refused_and_the_next_character_is_whole()
    {
        Gen<byte> anyByte =
            Gen.OneOf(Gen.Byte, Gen.Byte[0x80, 0xBF], Gen.Byte[0xC0, 0xFF], Gen.Byte[0x20, 0x7E]);
        anyByte.Array[0, 12].Sample(bytes =>
        {
            string valid = Encoding.UTF8.GetString(bytes);
            bool isText = Utf8.IsValid(bytes) && !valid.Any(character => character is >= '\x80' and < '\xa0');
            Assert.Equal(isText, TryDecode([.. bytes, (byte)'.'], out string decoded));
            Assert.EndsWith(".", decoded, StringComparison.Ordinal);
            Assert.True(!isText || decoded == valid + ".");
        }, iter: 200_000);
    }

    [Theory]
    [InlineData("a", 1)]
    [InlineData("é", 1)]
    [InlineData("€", 1)]
    [InlineData("日", 2)]
    [InlineData("한", 2)]
    [InlineData("😀", 2)]
    [InlineData("\u0301", 0)]
    public void A_character_has_the_width_that_terminals_give_it(string text, int width) =>
        Assert.Equal(width, Utf8Decoder.Width((uint)text.EnumerateRunes().Single().Value));

    private static bool TryDecode(byte[] bytes, out string text)
    {
        Utf8Decoder decoder = default;
        StringBuilder decoded = new();
        bool isText = true;
        foreach (byte value in bytes)
        {
            Utf8Result result = decoder.Feed(value);
            if (result == Utf8Result.Interrupted)
            {
                isText = false;
                result = decoder.Feed(value);
            }

            isText &= result != Utf8Result.Invalid;
            decoded.Append(result == Utf8Result.Character ? new Rune(decoder.Character).ToString() : "");
        }

        text = decoded.ToString();
        return isText;
    }
}
