// The shell's line editor, over the serial line: the visible line after each key.
using System.Text;
using Osmosis.Kernel.Tests.Machines;

namespace Osmosis.Kernel.Tests.Shell;

public sealed class LineEditingTests(BootedMachine<OrdinaryMachine> machine)
    : IClassFixture<BootedMachine<OrdinaryMachine>>
{
    private const int Longest = 4096;
    private const string Backspace = "\b";
    private const string Delete = "\u007f";
    private const string ControlC = "\u0003";
    private const string ControlL = "\f";
    private const string Home = "\u0001";
    private const string Tab = "\t";
    private const string Up = "\e[A";
    private const string Down = "\e[B";
    private const string Right = "\e[C";
    private const string Left = "\e[D";

    private static readonly TimeSpan Patience = TimeLimit.Patience;

    [Theory]
    [InlineData("memx" + Backspace, "mem")]
    [InlineData("memx" + Delete, "mem")]
    [InlineData("xmem" + Left + Left + Left + Backspace, "mem")]
    [InlineData(Backspace + Backspace + "mem", "mem")]
    [InlineData("mm" + Left + "e", "mem")]
    [InlineData("em" + Left + Left + Left + Left + "m", "mem")]
    [InlineData("me" + Left + Right + Right + "m", "mem")]
    [InlineData("mm" + "\eOD" + "e", "mem")]
    [InlineData("em" + Home + "m", "mem")]
    public async Task Keys_edit_the_line_and_Enter_runs_what_it_shows(string keys, string line)
    {
        await FreshLineAsync();
        Assert.Equal(line, await LineAfterAsync(keys, line));
        Assert.Contains(await machine.Console.RunAsync(""),
            row => row.StartsWith("total frames: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Up_and_Down_walk_through_the_history()
    {
        await FreshLineAsync();
        await machine.Console.RunAsync("ticks");
        await machine.Console.RunAsync("mem");
        Assert.Equal("mem", await LineAfterAsync(Up, "mem"));
        Assert.Equal("ticks", await LineAfterAsync(Up, "ticks"));
        Assert.Equal("mem", await LineAfterAsync(Down, "mem"));
        Assert.Equal("", await LineAfterAsync(Down, ""));
        Assert.Equal("mem", await LineAfterAsync("\eOA", "mem"));
    }

    [Theory]
    [InlineData("all", "alloc_test")]
    [InlineData("me", "mem")]
    [InlineData("upt", "uptime")]
    [InlineData("heap ch", "heap check")]
    [InlineData("heap l", "heap leaks")]
    [InlineData("fault nu", "fault null")]
    [InlineData("help upt", "help uptime")]
    [InlineData("pte kernel_page_d", "pte kernel_page_directory")]
    [InlineData("map fra", "map frames")]
    [InlineData("  heap  bl", "  heap  blocks")]
    [InlineData("ticks x", "ticks x")]
    [InlineData("nothing_like_it", "nothing_like_it")]
    public async Task Tab_completes_as_far_as_it_can(string typed, string line)
    {
        await FreshLineAsync();
        Assert.Equal(line, await LineAfterAsync(typed + Tab, line));
    }

    [Fact]
    public async Task Tab_on_an_ambiguous_start_shows_what_it_could_be()
    {
        Assert.Contains("mem  memmap", string.Join('\n', await CandidatesAsync("mem")), StringComparison.Ordinal);
        Assert.Equal(KernelConsole.Prompt + "mem", machine.Console.CurrentLine.TrimEnd());
    }

    [Fact]
    public async Task Candidates_are_not_broken_between_rows()
    {
        string[] rows = await CandidatesAsync("pte k");
        Assert.All(rows, row => Assert.InRange(row.TrimEnd().Length, 1, 79));
        Assert.Contains("kmalloc", string.Join(' ', rows).Split(' '));
        await FreshLineAsync();
    }

    [Fact]
    public async Task Control_C_drops_the_line()
    {
        await FreshLineAsync();
        Assert.Equal("hal", await LineAfterAsync("hal", "hal"));
        int before = machine.Machine.Serial.Look(transcript => transcript.Count);
        Assert.Equal("", await LineAfterAsync(ControlC, ""));
        Assert.Empty(await machine.Console.RunAsync(""));
        Assert.True(machine.Machine.Serial.Look(transcript => transcript.Count) > before);
    }

    [Fact]
    public async Task Control_L_clears_the_screen_and_keeps_the_line()
    {
        await machine.Console.RunAsync("mem");
        Assert.Equal("hea", await LineAfterAsync("hea" + ControlL, "hea"));
        string[] screen = await machine.Monitor.ScreenTextAsync();
        Assert.Equal(KernelConsole.Prompt + "hea", screen[0]);
        Assert.All(screen[1..], row => Assert.Equal("", row));
    }

    // The words are blanks apart, so that the shown text is an answer's whole text.
    [Theory]
    [InlineData(70)]
    [InlineData(71)]
    [InlineData(72)]
    [InlineData(200)]
    [InlineData(1700)]
    [InlineData(Longest)]
    public async Task A_line_goes_on_over_rows_and_is_edited_there(int length)
    {
        const string Command = "peek 0x1000";
        await FreshLineAsync();
        string line = Command + new string(' ', length - Command.Length - 1) + "x";
        Assert.Equal(line, await LineAfterAsync(line, line));
        string edited = Command + new string(' ', length - Command.Length - 2) + "1";
        Assert.Equal(edited, await LineAfterAsync(Left + Backspace + Right + Backspace + "1", edited));
        string answer = Assert.Single(await machine.Console.RunAsync(""));
        Assert.StartsWith("v0x00001000: 0x", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Home_and_End_reach_over_rows()
    {
        await FreshLineAsync();
        string text = string.Concat(Enumerable.Range(0, 400).Select(i => (char)('a' + i % 26)));
        Assert.Equal(text, await LineAfterAsync(text, text));
        Assert.Equal("1" + text, await LineAfterAsync(Home + "1", "1" + text));
        Assert.Equal("1" + text + "2", await LineAfterAsync("\u0005" + "2", "1" + text + "2"));
        Assert.Equal("1", await LineAfterAsync(Home + Right + "\v", "1"));
        Assert.Equal("", await LineAfterAsync(Backspace, ""));
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_refused_as_a_whole()
    {
        await FreshLineAsync();
        const string Command = "kmalloc 8";
        Assert.Equal(["not executed: the line has 5000 bytes, the limit is 4096"],
            await machine.Console.RunAsync(Command + new string(' ', 5000 - Command.Length)));
        Assert.Equal(0ul, (await machine.RowsAsync("heap")).Number("live allocations"));
        Assert.NotEmpty(await machine.Console.RunAsync(new string('x', 5000) + "\u0015mem"));
    }

    [Theory]
    [InlineData("mém")]
    [InlineData("äöü € 日本 😀")]
    [InlineData("a\u0301b")]
    public async Task Text_beyond_ASCII_is_kept(string line)
    {
        await FreshLineAsync();
        await machine.Machine.Serial.SendAsync(Encoding.UTF8.GetBytes(line + "\r"), CancellationToken.None);
        string name = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(line.Split(' ')[0]));
        Assert.True(
            await machine.Console.WaitAsync(transcript => transcript.Find(0, $"unknown command: {name}") is not null,
                Patience), machine.Console.CurrentLine);
        await machine.Console.CatchUpAsync();
    }

    // Backspace takes a whole character back, however many bytes it has.
    [Fact]
    public async Task Characters_are_edited_whole()
    {
        await FreshLineAsync();
        await machine.Machine.Serial.SendAsync(Encoding.UTF8.GetBytes("m€日" + Left + Backspace + "\e[3~" + "em"),
            CancellationToken.None);
        Assert.Contains(await machine.Console.RunAsync(""),
            row => row.StartsWith("total frames: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("m\u00e9m", "not executed: the line holds byte 0xe9, which is no UTF-8 text there")]
    [InlineData("mem\u0080", "not executed: the line holds byte 0x80, which is no UTF-8 text there")]
    [InlineData("mem\u00c2\u009b", "not executed: the line holds byte 0x9b, which is no UTF-8 text there")]
    [InlineData("me\e]0;m",
        "not executed: an escape sequence in the line is not complete, so some characters may be missing")]
    public async Task A_line_that_may_not_be_what_was_meant_is_refused(string typed, string answer)
    {
        await FreshLineAsync();
        Assert.Equal([answer], await machine.Console.RunAsync(typed));
        Assert.NotEmpty(await machine.Console.RunAsync("mem"));
    }

    [Fact]
    public async Task Words_are_moved_over_and_erased()
    {
        await FreshLineAsync();
        Assert.Equal("one 1two three",
            await LineAfterAsync("one two three" + "\eb" + "\e[1;5D" + "1", "one 1two three"));
        Assert.Equal("one 1two2 three", await LineAfterAsync("\ef" + "2", "one 1two2 three"));
        Assert.Equal("one 1two2", await LineAfterAsync("\ed", "one 1two2"));
        Assert.Equal("one", await LineAfterAsync("\e\u007f", "one"));
    }

    [Fact]
    public async Task The_history_has_200_lines()
    {
        await FreshLineAsync();
        for (int i = 0; i <= 200; i++)
        {
            await machine.Console.RunAsync($"ticks{i}");
        }

        await machine.Machine.Serial.SendAsync(string.Concat(Enumerable.Repeat(Up, 250)), CancellationToken.None);
        Assert.Equal("ticks1", await LineAfterAsync("", "ticks1"));
        Assert.Equal("ticks2", await LineAfterAsync(Down, "ticks2"));
    }

    [Fact]
    public async Task Control_R_finds_a_line_by_a_part_of_it()
    {
        const string Search = "\u0012";
        await FreshLineAsync();
        await machine.Console.RunAsync("resolve 0x1234");
        await machine.Console.RunAsync("resolve 0x5678");
        await machine.Console.RunAsync("mem");
        bool Shows(string line) => line.TrimEnd() == "search 'solve': resolve 0x5678";
        Assert.True(Shows(await machine.Console.TypeAsync(Search + "solve", Shows, Patience)),
            machine.Console.CurrentLine);
        Assert.Equal("resolve 0x1234", await LineAfterAsync(Search + "\u0005", "resolve 0x1234"));
        Assert.Equal(["physical address: p0x00001234"], await machine.Console.RunAsync(""));
        Assert.Equal("", await LineAfterAsync(Search + "mem" + ControlC, ""));
    }

    // Each piece comes by itself, so that the kernel has read one before the next arrives.
    [Fact]
    [Slow]
    public async Task Whatever_a_terminal_sends_between_two_commands_both_are_executed()
    {
        Random random = new(5);
        string[] sequences =
        [
            "\e[[A", "\e[[E", "\e[15~", "\e[1;2P", "\eOP", "\eO5Q", "\e[24;80R", "\e[?62;22c", "\e[I", "\e[O",
            "\e[M !!", "\e[M\u00ff\u00ff\u00ff",
            "\e[<0;12;34M", "\e[<35;1;2m", "\e[200~", "\e[201~", "\e]11;rgb:0000/0000/0000\a", "\e]52;c;bWVt\e\\",
            "\eP1$r0m\e\\", "\e_Gi=1;OK\e\\",
            "\e^pm\e\\", "\eXsos\e\\", "\e[27;5;9~", "\e[97;5u",
        ];
        await FreshLineAsync();
        for (int round = 0; round < 60; round++)
        {
            string sent = string.Concat(Enumerable.Range(0, random.Next(1, 4))
                .Select(_ => sequences[random.Next(sequences.Length)]));
            int start = machine.Machine.Serial.Look(transcript => transcript.Count);
            string all = $"resolve 0x{round:x}001\r{sent}resolve 0x{round:x}002\r";
            for (int from = 0, length; from < all.Length; from += length)
            {
                length = Math.Min(random.Next(1, 12), all.Length - from);
                await machine.Machine.Serial.SendAsync(all.Substring(from, length), CancellationToken.None);
                await Task.Delay(random.Next(3));
            }

            Assert.True(
                await machine.Console.WaitAsync(transcript =>
                    transcript.Find(start, $"physical address: p0x{round:x5}002") is not null
                        && transcript.CurrentLine == KernelConsole.Prompt, Patience),
                        $"{round}: {sent.Replace("\e", "ESC ", StringComparison.Ordinal)}: "
                            + $"{machine.Console.CurrentLine}");
            Assert.NotNull(
                machine.Machine.Serial.Look(transcript =>
                    transcript.Find(start, $"physical address: p0x{round:x5}001")));
        }
    }

    private async Task FreshLineAsync()
    {
        int before = machine.Machine.Serial.Look(transcript => transcript.Count);
        await machine.Machine.Serial.SendAsync(ControlC, CancellationToken.None);
        Assert.True(await machine.Console.WaitAsync(
            transcript => transcript.Count > before && transcript.CurrentLine == KernelConsole.Prompt, Patience),
            machine.Console.CurrentLine);
    }

    /// <summary>The rows that Tab shows above the line.</summary>
    private async Task<string[]> CandidatesAsync(string typed)
    {
        await FreshLineAsync();
        int before = machine.Machine.Serial.Look(transcript => transcript.Count);
        await machine.Machine.Serial.SendAsync(typed + Tab, CancellationToken.None);
        Assert.True(await machine.Console.WaitAsync(
            transcript => transcript.Count > before && transcript.CurrentLine == KernelConsole.Prompt + typed,
            Patience), machine.Console.CurrentLine);
        return machine.Machine.Serial.Look(transcript => transcript.Lines(before, transcript.Count - 1));
    }

    private async Task<string> LineAfterAsync(string keys, string expected)
    {
        bool IsExpected(string line) => line.TrimEnd() == (KernelConsole.Prompt + expected).TrimEnd();
        await machine.Console.TypeAsync(keys, IsExpected, Patience);
        string line;
        do
        {
            // It must stay so: an earlier moment of the typing may look the same, and last on a busy machine.
            await machine.Console.SettleAsync(TimeSpan.FromMilliseconds(50));
            line = machine.Console.CurrentLine;
        }
        while (!IsExpected(line)
            && await machine.Console.WaitAsync(transcript => IsExpected(transcript.CurrentLine), Patience));
        Assert.StartsWith(KernelConsole.Prompt, line, StringComparison.Ordinal);
        return line[KernelConsole.Prompt.Length..].TrimEnd();
    }
}
