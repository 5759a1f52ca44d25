// What goes to a machine, and what comes back.
using Osmosis.Testing.Host;

namespace Osmosis.Kit.Tests.Testing;

public sealed class MachineTests
{
    [Fact]
    public void Tests_of_one_start_are_ranges_that_fit()
    {
        ListedTest Test(int index) => new(index, "", "", 1, "", default);
        Assert.Equal(("0-2,5-5", 4), Ranges.Of([Test(0), Test(1), Test(2), Test(5)]));
        (string text, int count) = Ranges.Of([.. Enumerable.Range(0, 1000).Select(number => Test(2 * number))]);
        Assert.InRange(text.Length, Ranges.MostCharacters - 10, Ranges.MostCharacters);
        Assert.Equal(count, text.Split(',').Length);
    }

    [Fact]
    public async Task A_report_that_the_machine_s_end_cut_off_is_none()
    {
        ReportReader reader = new(new MemoryStream("passed\t1\npas"u8.ToArray()));
        Assert.Equal("passed\t1", await reader.ReadLineAsync());
        Assert.Null(await reader.ReadLineAsync());
    }
}
