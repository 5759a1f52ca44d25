namespace Osmosis.Memory.Tests.HeapTests;

/// <summary>Which free list holds which sizes.</summary>
public class SizeClassTests
{
    [Fact]
    public void Classes_are_in_order_of_size_and_within_bounds()
    {
        uint last = 0;
        for (uint size = 16; size <= MemoryLayout.HeapMaxSize; size += 8)
        {
            uint list = SizeClass.Of(size);
            Assert.InRange(list, 0u, (SizeClass.Rows * SizeClass.Columns) - 1u);
            Assert.InRange(list - last, 0u, size == 16 ? 2u : 1u);
            last = list;
        }
    }

    [Fact]
    public void A_class_that_surely_holds_a_size_has_no_smaller_block_and_is_the_lowest_such()
    {
        Dictionary<uint, uint> smallest = [];
        for (uint size = 16; size <= MemoryLayout.HeapMaxSize; size += 8)
        {
            smallest.TryAdd(SizeClass.Of(size), size);
        }

        for (uint size = 16; size <= MemoryLayout.HeapMaxSize; size += 8)
        {
            uint index = SizeClass.Holding(size);
            Assert.True(!smallest.TryGetValue(index, out uint first) || first >= size, $"{size}");
            Assert.True(!smallest.TryGetValue(index - 1, out uint before) || before < size, $"{size}");
        }
    }

    [Fact]
    public void Spacing_leads_from_each_class_to_the_next()
    {
        uint classes = 0;
        uint last = 0;
        for (uint size = 16; size <= MemoryLayout.HeapMaxSize; size += SizeClass.Spacing(size))
        {
            Assert.True(SizeClass.Of(size) > last);
            Assert.True(size == 16 || SizeClass.Of(size - 8) == last);
            last = SizeClass.Of(size);
            classes++;
        }

        Assert.Equal(SizeClass.Of(MemoryLayout.HeapMaxSize) - 1, classes);
    }
}
