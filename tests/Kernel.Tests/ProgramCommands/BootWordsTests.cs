// Arguments on the boot command line.
using Osmosis.Cli;
using Osmosis.Cli.Programs;

namespace Osmosis.Kernel.Tests.ProgramCommands;

public sealed class BootWordsTests
{
    [Theory]
    [InlineData("", "%")]
    [InlineData("plain-1,2=3", "plain-1,2=3")]
    [InlineData("two words", "two%20words")]
    [InlineData("100%", "100%25")]
    [InlineData("%", "%25")]
    [InlineData("\ttab\n", "%09tab%0A")]
    [InlineData("ü", "%C3%BC")]
    public void An_argument_is_a_word(string text, string word) => Assert.Equal(word, BootWords.Encode(text));

    [Fact]
    public void The_words_come_in_their_order() =>
        Assert.Equal("quiet init=/a%20b -- 1 % --",
            BootWords.Start("k.elf", ["quiet", "init="], "/a b", ["1", "", "--"]));

    // With its name and a blank the line has 1,024 bytes.
    [Fact]
    public void What_is_too_long_is_refused()
    {
        Assert.Equal(1024 - 6, BootWords.Start("/x/k.elf", ["init="], "/a", [new string('x', 1007)]).Length);
        FailedException failure =
            Assert.Throws<FailedException>(() => BootWords.Start("/x/k.elf", ["init="], "/a", [new string('x', 1008)]));
        Assert.Equal("the arguments are too long: they make a boot command line of 1019 bytes, and 1018 fit",
            failure.Message);
    }
}
