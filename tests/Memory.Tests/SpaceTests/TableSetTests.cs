namespace Osmosis.Memory.Tests.SpaceTests;

/// <summary>The set of a space's tables against a set of numbers.</summary>
public class TableSetTests
{
    [Fact]
    public void Members_are_found_from_every_directory_entry_up()
    {
        // What lies behind a set belongs to none.
        TableSet[] sets = new TableSet[2];
        ref TableSet set = ref sets[0];
        sets[1].Set(5, true);
        SortedSet<uint> expected = [];
        Random random = new(1);

        // The edges of words first; then anywhere, with long gaps at first and few in the end.
        uint[] edges = [0, 1, 31, 32, 33, 63, 64, 991, 992, 1022, 1023];
        foreach (uint member in edges.Concat(Enumerable.Range(0, 400).Select(_ => (uint)random.Next(1024))))
        {
            bool isMember = expected.Add(member) || !expected.Remove(member);
            set.Set(member, isMember);

            // Once more changes nothing.
            set.Set(member, isMember);
            uint next = 1024;
            Assert.Equal(next, set.From(1024));
            for (uint directory = 1024; directory-- > 0;)
            {
                next = expected.Contains(directory) ? directory : next;
                Assert.Equal(next, set.From(directory));
            }
        }
    }
}
