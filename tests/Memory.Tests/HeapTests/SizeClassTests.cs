namespace Osmosis.Memory.Tests.HeapTests;

/// <summary>Which free list holds which sizes.</summary>
public class SizeClassTests
{
    [Fact]
    public void Classes_are_in_order_of_size_and_within_bounds()
    {
        int last = 0;
        for (uint size = 16; size <= MemoryLayout.HeapMaxSize; size += 8)
        {
            SizeClass sizeClass = SizeClass.Of(size);
            Assert.InRange(sizeClass.Row, 0, SizeClass.Rows - 1);
            Assert.InRange(sizeClass.Column, 0, SizeClass.Columns - 1);
            Assert.InRange(sizeClass.Index - last, 0, size == 16 ? 2 : 1);
            last = sizeClass.Index;
        }
    }

    [Fact]
    public void A_class_that_surely_holds_a_size_has_no_smaller_block_and_is_the_lowest_such()
    {
        Dictionary<int, uint> smallest = [];
        for (uint size = 16; size <= MemoryLayout.HeapMaxSize; size += 8)
        {
            smallest.TryAdd(SizeClass.Of(size).Index, size);
        }

        for (uint size = 16; size <= MemoryLayout.HeapMaxSize; size += 8)
        {
            int index = SizeClass.Holding(size).Index;
            Assert.True(!smallest.TryGetValue(index, out uint first) || first >= size, $"{size}");
            Assert.True(!smallest.TryGetValue(index - 1, out uint before) || before < size, $"{size}");
        }
    }

    [Fact]
    public void Spacing_leads_from_each_class_to_the_next()
    {
        int classes = 0;
        int last = -1;
        for (uint size = 16; size <= MemoryLayout.HeapMaxSize; size += SizeClass.Spacing(size))
        {
            Assert.True(SizeClass.Of(size).Index > last);
            Assert.True(size == 16 || SizeClass.Of(size - 8).Index == last);
            last = SizeClass.Of(size).Index;
            classes++;
        }

        Assert.Equal(SizeClass.Of(MemoryLayout.HeapMaxSize).Index - 1, classes);
    }
}
