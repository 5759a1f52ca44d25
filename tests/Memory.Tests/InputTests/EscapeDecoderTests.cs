// Whatever a terminal sends between two words, and however it is split, the words come out whole and nothing else does.
using System.Text;
using CsCheck;
using Osmosis.Kernel.Devices;

namespace Osmosis.Memory.Tests.InputTests;

public sealed class EscapeDecoderTests
{
    private const string Words = "mem 0x1000";

    // Printable characters, and those of UTF-8, without controls.
    private static readonly Gen<string> _text = Gen.Char[' ', '~'].Array[0, 40]
        .Select(characters => new string(characters));

    private static readonly Gen<string> _parameters = Gen.Char["0123456789;:<=>? !$"].Array[0, 30]
        .Select(characters => new string(characters));

    private static readonly string[] _known = ["\e[200~", "\e[201~", "\e[<0;12;34M", "\e[<0;12;34m", "\e\e[A",
        "\e]11;rgb:0000/0000/0000\a", "\eP1$r0m\e\\", "\e[?62;22c"];

    private static readonly Gen<string> _sequence = Gen.OneOf(
        Gen.Select(_parameters, Gen.Char['@', '~'],
            (parameters, final) => parameters.Length == 0 && final is '[' or 'M' ? "\e[I" : $"\e[{parameters}{final}"),
        Gen.Char['A', 'Z'].Select(final => $"\eO{final}"),
        Gen.Char[' ', '~'].Select(key => $"\e[[{key}"),
        Gen.Char['\x20', '\xff'].Array[3].Select(report => $"\e[M{new string(report)}"),
        Gen.Select(Gen.Char["]PX^_"], _text, Gen.Bool.Select(isBell => isBell ? "\a" : "\e\\"),
            (kind, text, end) => $"\e{kind}{text}{end}"),
        Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789<>/|"].Select(key => $"\e{key}"),
        Gen.Int[0, 7].Select(index => _known[index]));

    [Fact]
    public void Sequences_of_every_kind_leave_the_text_between_them() =>
        Gen.Select(_sequence.Array[0, 5], _sequence.Array[0, 5]).Sample((before, after) =>
            Assert.Equal(Words, Literals(string.Concat(before) + Words + string.Concat(after))), iter: 100_000);

    [Theory]
    [InlineData("\e[[A\e[[Bmem", "mem")]
    [InlineData("\e]11;rgb:0/0/0\amem", "mem")]
    [InlineData("\e]0;title\e\\mem", "mem")]
    [InlineData("\e_Gi=1;OK\e\\mem", "mem")]
    [InlineData("\e[M !!mem", "mem")]
    [InlineData("\e[M\0\0\0mem", "mem")]
    [InlineData("\e[<35;1;1Mmem", "mem")]
    [InlineData("\eOPmem", "mem")]
    [InlineData("\eO5Pmem", "mem")]
    public void Known_sequences_are_swallowed(string sent, string literals) => Assert.Equal(literals, Literals(sent));

    // A prompt can't be lost in a string that nobody ends.
    [Theory]
    [InlineData("\e]0;never ended\r")]
    [InlineData("\e[12;\r")]
    [InlineData("\e[M \r")]
    [InlineData("\e[[\r")]
    [InlineData("\eP\u0003")]
    public void A_control_byte_comes_through_whatever_has_begun_and_the_cut_is_told(string sent)
    {
        EscapeDecoder decoder = default;
        EscapeResult last = default;
        foreach (char value in sent)
        {
            last = decoder.Feed((byte)value);
        }

        Assert.Equal(EscapeResult.Cut, last);
        Assert.Equal(EscapeResult.Literal, decoder.Feed((byte)'x'));
    }

    [Fact]
    public void After_any_bytes_a_few_control_bytes_lead_back_to_text() => Gen.Byte.Array[0, 60].Sample(bytes =>
    {
        EscapeDecoder decoder = default;
        foreach (byte value in bytes)
        {
            decoder.Feed(value);
        }

        decoder.Feed((byte)'\r');
        Assert.Equal(EscapeResult.Literal, decoder.Feed((byte)'m'));
    }, iter: 100_000);

    [Theory]
    [InlineData("\e[A", '[', 'A', 0u, 0u)]
    [InlineData("\e[1;5C", '[', 'C', 1u, 5u)]
    [InlineData("\eOD", 'O', 'D', 0u, 0u)]
    [InlineData("\eb", '\e', 'b', 0u, 0u)]
    [InlineData("\e[?1;2c", '\0', 'c', 1u, 2u)]
    [InlineData("\e[99999999999~", '[', '~', 9999u, 0u)]
    [InlineData("\e[1;2;3;4;5;6A", '[', 'A', 1u, 2u)]
    public void A_sequence_is_told_with_its_parameters(string sent, char introducer, char final, uint first,
        uint second)
    {
        EscapeDecoder decoder = default;
        foreach (char value in sent[..^1])
        {
            Assert.Equal(EscapeResult.Pending, decoder.Feed((byte)value));
        }

        Assert.Equal((final, EscapeResult.Sequence), (sent[^1], decoder.Feed((byte)sent[^1])));
        Assert.Equal(((byte)introducer, first, second),
            (decoder.Introducer, decoder.Parameter(0), decoder.Parameter(1)));
    }

    private static string Literals(string sent)
    {
        EscapeDecoder decoder = default;
        StringBuilder literals = new();
        foreach (char value in sent)
        {
            literals.Append(decoder.Feed((byte)value) == EscapeResult.Literal ? value : "");
        }

        return literals.ToString();
    }
}
