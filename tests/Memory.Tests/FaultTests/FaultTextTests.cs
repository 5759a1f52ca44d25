using System.Text;

namespace Osmosis.Memory.Tests.FaultTests;

/// <summary>The headlines of faults fit a line of the screen, also those of faults that no command causes.</summary>
public sealed class FaultTextTests
{
    private const int Columns = 80;

    [Fact]
    public void Every_fault_has_a_headline_that_fits_a_line()
    {
        foreach (FaultKind kind in Enum.GetValues<FaultKind>())
        {
            string line =
                $"fault: {Encoding.ASCII.GetString(kind.Describe())}: {Encoding.ASCII.GetString(kind.Explain())}";
            Assert.True(line.Length <= Columns, $"{line.Length} columns: {line}");
            Assert.DoesNotContain("reserved exception", line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_cause_of_a_page_fault_fits_the_longest_headline()
    {
        foreach (PageFaultCause cause in Enum.GetValues<PageFaultCause>())
        {
            string line = $"fault: page fault: write to v0x00000000 (a null "
                + $"pointer): {Encoding.ASCII.GetString(cause.Describe())}";
            Assert.True(line.Length <= Columns, $"{line.Length} columns: {line}");
        }
    }

    [Fact]
    public void What_differs_has_another_text()
    {
        EnumTexts.AssertDiffer<FaultKind>(kind => FaultText.Describe(kind));
        EnumTexts.AssertDiffer<PageAccess>(access => FaultText.Describe(access));
        EnumTexts.AssertDiffer<PageFaultCause>(cause => FaultText.Describe(cause));
        EnumTexts.AssertDiffer<DescriptorTable>(table => FaultText.Describe(table));
        EnumTexts.AssertDiffer<FaultOutcome>(outcome => FaultText.Describe(outcome));
        EnumTexts.AssertDiffer<AddressRegion>(region => FaultText.Describe(region));
        EnumTexts.AssertDiffer<StackKind>(stack => FaultText.Describe(stack));
        Assert.All(Enum.GetValues<FaultKind>(), kind => Assert.False(kind.Explain().IsEmpty, $"{kind}"));
    }

    [Fact]
    public void A_refused_index_stands_beside_its_limit()
    {
        RefusedIndex refused = new(5, 3);
        Assert.Equal((5, 3), (refused.Index, refused.Length));
    }
}
