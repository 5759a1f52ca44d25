// The history keeps the newest lines that fit, each whole.
using System.Text;
using CsCheck;
using Osmosis.Kernel.Shell;

namespace Osmosis.Memory.Tests.InputTests;

public sealed class HistoryTests
{
    private const int Bytes = 16 * 1024;

    [Fact]
    public void It_keeps_the_newest_lines_that_fit() =>
        Gen.Int[0, 60].Array[0, 400].Sample(lengths => Compare(lengths));

    [Fact]
    public void The_longest_lines_are_kept_too() =>
        Gen.Int[0, LineBuffer.Capacity].Array[0, 20].Sample(lengths => Compare(lengths));

    [Fact]
    public void A_line_is_not_kept_twice_in_a_row()
    {
        History history = default;
        history.Add("mem"u8);
        history.Add("mem"u8);
        history.Add(default);
        Assert.Equal(1, history.Count);
    }

    private static void Compare(int[] lengths)
    {
        History history = default;
        List<string> model = [];
        for (int i = 0; i < lengths.Length; i++)
        {
            string line = new((char)('a' + (i % 26)), lengths[i]);
            history.Add(Encoding.ASCII.GetBytes(line));
            if (line.Length > 0)
            {
                model.Insert(0, line);
            }
        }

        int fitting = model.Count;
        while (fitting > History.MaximumCount || model.Take(fitting).Sum(line => line.Length + 2) > Bytes)
        {
            fitting--;
        }

        Assert.Equal(model.Take(fitting),
            Enumerable.Range(0, history.Count).Select(age => Encoding.ASCII.GetString(history[age])));
    }
}
