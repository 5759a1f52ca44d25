// The text of the screen against a list of lines: what is in view, how far back one can look, and what has to be drawn.
using System.Text;
using CsCheck;
using Osmosis.Kernel.Devices;

namespace Osmosis.Memory.Tests.ScreenTests;

public sealed class TextScreenTests
{
    private const int Rows = TextScreen.Rows;

    [Fact]
    public void Any_view_is_a_window_on_the_lines_written() =>
        Gen.Select(Gen.Int[0, 1200], Gen.Int[-30, 1100].Array[1, 6]).Sample((written, moves) =>
        {
            Held screen = Started();
            string[] lines = [.. Enumerable.Range(0, written).Select(i => $"line {i}"), ""];
            Write(screen, string.Join('\n', lines));
            int newest = Math.Max(lines.Length - Rows, 0);
            int oldest = Math.Max(newest - TextScreen.LinesAbove, 0);
            int first = newest;
            foreach (int move in moves)
            {
                screen.Text.ScrollBack(move);
                first = Math.Clamp(first - move, oldest, newest);
                Assert.Equal(Window(lines, first), Shown(screen));
                Assert.Equal(first == newest, screen.Text.Cursor < TextScreen.Cells);
            }

            Write(screen, "x");
            Assert.Equal(Window([.. lines[..^1], "x"], newest), Shown(screen));
        });

    // A picture of which only the cells that are said to have changed are drawn again is the whole text.
    [Fact]
    public void Cells_that_are_not_said_to_have_changed_have_not() =>
        Gen.OneOf(Gen.Const("\n"), Gen.Const("\u001b[2J\u001b[H"), Gen.Const("\u001b[3A\r\u001b[J"),
            Gen.Const("\u001b[91mred"), Gen.Const("\u001b[K"), Gen.Const("scroll"),
            Gen.Char['a', 'z'].Array[1, 200].Select(text => new string(text)))
            .Array[1, 60].Sample(pieces =>
            {
                Held screen = Started();
                ushort[][] picture = [.. Enumerable.Range(0, Rows).Select(_ => new ushort[TextScreen.Columns])];
                foreach (string piece in pieces)
                {
                    if (piece == "scroll")
                    {
                        screen.Text.ScrollBack(7);
                    }
                    else
                    {
                        Write(screen, piece);
                    }

                    for (int cell = screen.Text.FirstChanged; cell < screen.Text.EndChanged; cell++)
                    {
                        picture[cell / TextScreen.Columns][cell % TextScreen.Columns] =
                            screen.Text.Row(cell / TextScreen.Columns)[cell % TextScreen.Columns];
                    }

                    screen.Text.MarkShown();
                    Assert.All(Enumerable.Range(0, Rows),
                        row => Assert.Equal(screen.Text.Row(row).ToArray(), picture[row]));
                }
            });

    [Fact]
    public void What_the_screen_has_no_letter_for_is_a_block()
    {
        Held screen = Started();
        Write(screen, "a\u00e9\u4e2db");
        Assert.Equal("a\u00fe\u00fe\u00feb", Shown(screen)[0]);
    }

    [Fact]
    public void Colours_are_those_of_the_sequence_and_last_until_the_next()
    {
        Held screen = Started();
        Write(screen, "a\u001b[91mb\u001b[44;1mc\u001b[0md");
        Assert.Equal([0x07, 0x0C, 0x1C, 0x07], screen.Text.Row(0)[..4].ToArray().Select(cell => cell >> 8));
    }

    private static Held Started()
    {
        Held screen = new();
        screen.Text.Initialise();
        return screen;
    }

    private static void Write(Held screen, string text)
    {
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            screen.Text.Write(value);
        }
    }

    private static string[] Window(string[] lines, int first) =>
        [.. lines.Skip(first).Take(Rows), .. Enumerable.Repeat("", Math.Max(0, Rows - lines.Length))];

    private static string[] Shown(Held screen) =>
        [.. Enumerable.Range(0, Rows)
            .Select(row => new string([.. screen.Text.Row(row).ToArray().Select(cell => (char)(byte)cell)]).TrimEnd())];

    // Too large for an array.
    private sealed class Held
    {
        public TextScreen Text;
    }
}
