// The terminal's interpretation of bytes, on which all tests of the shell rely.
using System.Text;

namespace Osmosis.Kernel.Tests.Emulators;

public sealed class TerminalTranscriptTests
{
    [Theory]
    [InlineData("one\r\ntwo", "one", "two")]
    [InlineData("one\ntwo", "one", "two")]
    [InlineData("abc\rx", "xbc")]
    [InlineData("abc\b\bx", "axc")]
    [InlineData("abc\b \b", "ab ")]
    [InlineData("abc\r\e[K", "")]
    [InlineData("abcdef\e[3D\e[K", "abc")]
    [InlineData("abc\e[2Dx", "axc")]
    [InlineData("ab\r\e[Cx", "ax")]
    [InlineData("abc\e[1Gx", "xbc")]
    [InlineData("abc\r\e[P", "bc")]
    [InlineData("bc\r\e[@a", "abc")]
    [InlineData("abc\e[2K", "")]
    [InlineData("\e[1;31mred\e[0m", "red")]
    [InlineData("abc\e[2J\e[Hxyz", "abc", "xyz")]
    [InlineData("\e[2J\e[Hxyz", "xyz")]
    [InlineData("a\e=b", "ab")]
    [InlineData("a\e[Jb", "ab")]
    [InlineData("abc\b\b\e[J", "a")]
    [InlineData("a\e]133;D;1\ab", "ab")]
    public void Control_characters_do_what_a_terminal_does(string sent, params string[] lines)
    {
        TerminalTranscript transcript = new();
        // A byte at a time: sequences arrive in pieces.
        foreach (byte value in Encoding.Latin1.GetBytes(sent))
        {
            transcript.Append([value]);
        }

        Assert.Equal(lines, transcript.Lines(0, transcript.Count));
    }

    [Fact]
    public void A_line_goes_on_in_the_next_row()
    {
        string row = new('x', 80);
        TerminalTranscript transcript = new();
        transcript.Append(Encoding.Latin1.GetBytes(row + "\r\vyz"));
        Assert.Equal(row + "yz", Assert.Single(transcript.Lines(0, transcript.Count)));
        transcript.Append("\r\e[1A\e[2Cab\r\e[1B\e[1Cc"u8);
        Assert.Equal("xxab" + row[4..] + "yc", Assert.Single(transcript.Lines(0, transcript.Count)));
    }

    [Fact]
    public void The_status_of_a_command_is_read_from_the_line()
    {
        TerminalTranscript transcript = new();
        Assert.Null(transcript.LastStatus);
        transcript.Append("x\e]133;D;0\ay\e]133;D;127\a"u8);
        Assert.Equal(127, transcript.LastStatus);
    }

    [Fact]
    public void Find_looks_at_the_start_of_lines_only()
    {
        TerminalTranscript transcript = new();
        transcript.Append("say panic: no\npanic: now\n"u8);
        Assert.Equal("panic: now", transcript.Find(0, KernelConsole.PanicMark));
        Assert.Null(transcript.Find(2, KernelConsole.PanicMark));
    }
}
