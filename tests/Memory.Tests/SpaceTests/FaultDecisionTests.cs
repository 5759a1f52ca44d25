namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>The decision about a fault, for every combination of what it depends on (S3, S4).</summary>
public class FaultDecisionTests
{
    private static readonly bool[] _both = [false, true];

    public static IEnumerable<FaultFacts> All() =>
        from access in Enum.GetValues<Access>()
        from hasRegion in _both
        from rights in Enumerable.Range(0, 8)
        from isShared in _both
        from hasObject in _both
        from isInside in _both
        from entry in Enum.GetValues<EntryState>()
        from owner in Enum.GetValues<PageOwner>()
        select new FaultFacts
        {
            Access = access,
            HasRegion = hasRegion,
            Rights = (Rights)rights,
            IsShared = isShared,
            HasObject = hasObject,
            IsInside = isInside,
            Entry = entry,
            Owner = owner,
        };

    [Fact]
    public void There_are_4096_combinations() => Assert.Equal(4096, All().Count());

    [Fact]
    public void Each_combination_falls_into_one_row_of_the_table_in_the_docs()
    {
        string page = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "SPACES.md"));
        Assert.All(All(), facts => Assert.Equal(1, FaultTable.Rows.Count(row => row.Matches(facts))));
        foreach (FaultTable.Row row in FaultTable.Rows)
        {
            string line = FaultTable.Line(row);
            Assert.DoesNotContain(", `", line);
            Assert.Contains(line, page);
        }
    }

    [Fact]
    public void Refusals_depend_on_region_rights_and_length_alone()
    {
        foreach (FaultFacts facts in All())
        {
            bool isWrite = facts.Access == Access.Write;
            FaultAnswer expected = !facts.HasRegion ? FaultAnswer.NoRegion
                : isWrite && !facts.Rights.HasFlag(Rights.Write) ? FaultAnswer.NotAllowed
                : facts.Rights == Rights.None ? FaultAnswer.NotAllowed
                : facts.Entry == EntryState.Empty && facts.HasObject && !facts.IsInside ? FaultAnswer.PastEnd
                : FaultAnswer.Retry;
            FaultAnswer answer = FaultDecision.Decide(in facts);
            bool isRefused = answer is FaultAnswer.NoRegion or FaultAnswer.NotAllowed or FaultAnswer.PastEnd;
            Assert.Equal(expected, isRefused ? answer : FaultAnswer.Retry);
        }
    }

    [Fact]
    public void Only_writes_get_pages_of_their_own_and_private_writes_never_an_objects()
    {
        foreach (FaultFacts facts in All())
        {
            FaultAnswer answer = FaultDecision.Decide(in facts);
            bool makesPage =
                answer is FaultAnswer.NewPage or FaultAnswer.CopyPage or FaultAnswer.CopyObject or FaultAnswer.TakeOver;
            Assert.False(makesPage && facts.Access == Access.Read);
            Assert.False(answer == FaultAnswer.WriteObject && !facts.IsShared);
            Assert.False(makesPage && facts.IsShared && facts.HasObject);
            Assert.False(answer == FaultAnswer.TakeOver && facts.Owner != PageOwner.Sole);
            Assert.False(answer == FaultAnswer.CopyPage && (facts.Owner is PageOwner.Sole or PageOwner.Zero));
        }
    }

    [Fact]
    public void What_is_done_makes_the_access_possible_and_no_more()
    {
        foreach (FaultFacts facts in All())
        {
            FaultAnswer answer = FaultDecision.Decide(in facts);
            if (answer == FaultAnswer.Retry)
            {
                Assert.True(facts.Entry == EntryState.Writable
                    || (facts.Access == Access.Read && facts.Entry == EntryState.ReadOnly));
            }
            else if (answer is FaultAnswer.ShowZero or FaultAnswer.ShowObject or FaultAnswer.ShowKept)
            {
                Assert.Equal(Access.Read, facts.Access);
            }
            else if (answer is not (FaultAnswer.NoRegion or FaultAnswer.NotAllowed or FaultAnswer.PastEnd))
            {
                Assert.Equal(Access.Write, facts.Access);
            }
        }
    }
}
