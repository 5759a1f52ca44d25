using System.Runtime.InteropServices;
using CsCheck;

namespace Osmosis.Memory.Tests.FrameTests;

/// <summary>The tree of bitmaps behaves as a set of numbers, at the edges of its words on every level.</summary>
public class FrameTreeTests
{
    /// <summary>
    /// Numbers within two of an edge of a leaf (32), a cluster (1024) or a group (32768), and both ends.
    /// </summary>
    private static readonly Gen<uint> _frame = Gen.Select(
        Gen.OneOf(Gen.UInt[0, 40].Select(n => n * 32), Gen.UInt[0, 40].Select(n => n * 1024),
            Gen.UInt[0, 32].Select(n => n * 32768)),
        Gen.Int[-2, 2],
        (edge, offset) => (uint)Math.Clamp((int)edge + offset, 0, (int)MemoryLayout.FrameCount - 1));

    private enum Step
    {
        Add,
        Remove,
        TakeLowest,
        AddRange,
        RemoveRange,
    }

    [Fact]
    public void At_first_it_is_empty()
    {
        FrameTree tree = default;
        Assert.Null(Take(ref tree));
        Assert.False(tree.Contains(0));
        Assert.True(tree.IsWhole());
    }

    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(0u, 31u)]
    [InlineData(31u, 32u)]
    [InlineData(5u, 29u)]
    [InlineData(1023u, 1024u)]
    [InlineData(32767u, 32768u)]
    [InlineData(1u, 32766u)]
    [InlineData(0u, 0xFFFFFu)]
    [InlineData(0xFFFFFu, 0xFFFFFu)]
    [InlineData(0xF8000u, 0xFFFFFu)]
    public void A_range_has_exactly_its_members(uint first, uint last)
    {
        FrameTree tree = default;
        tree.AddRange(first, last);
        Assert.True(tree.IsWhole());
        for (uint frame = 0; frame < MemoryLayout.FrameCount; frame++)
        {
            Assert.True(tree.Contains(frame) == (frame >= first && frame <= last), $"frame {frame}");
        }

        Assert.Equal(first, Take(ref tree));
        Assert.Equal(last - first, tree.RemoveRange(0, MemoryLayout.FrameCount - 1));
        Assert.Null(Take(ref tree));
        Assert.True(tree.IsWhole());
    }

    /// <summary>Across the edges of leaves, clusters and groups.</summary>
    [Theory]
    [InlineData(0u, 1400u)]
    [InlineData(0x8000u, 0x8000u + 2500)]
    [InlineData(0x8000u - 1500, 0x8000u + 300)]
    [InlineData(0xFFC00u, 0xFFFFFu)]
    public void Members_come_out_lowest_first_until_there_is_none(uint first, uint last)
    {
        FrameTree tree = default;
        tree.AddRange(first, last);
        foreach (uint frame in Numbers(first, last))
        {
            Assert.Equal(frame, Take(ref tree));
        }

        Assert.Null(Take(ref tree));
        Assert.True(tree.IsWhole());
    }

    [Fact]
    public void A_member_added_below_all_others_is_the_next_to_be_taken()
    {
        FrameTree tree = default;
        uint[] members = [0xFFFFF, 0x8000, 0x7FFF, 0x400, 0x3FF, 0x20, 0x1F, 0];
        tree.AddRange(0xFFFFE, 0xFFFFE);
        foreach (uint member in members)
        {
            tree.Add(member);
            Assert.Equal(member == 0xFFFFF ? 0xFFFFE : member, Take(ref tree));
            tree.Add(member);
        }

        Assert.Equal(members.Order(), members.Select(_ => Take(ref tree)!.Value));
    }

    [Fact]
    public void A_member_added_twice_is_taken_once()
    {
        FrameTree tree = default;
        tree.Add(77);
        tree.Add(77);
        Assert.Equal(77u, Take(ref tree));
        Assert.Null(Take(ref tree));
    }

    [Slow]
    [Fact]
    public void Random_steps_agree_with_a_set_of_numbers() =>
        Gen.Select(Gen.Enum<Step>(), _frame, _frame).Array[1, 60].Sample(
            steps =>
            {
                FrameTree tree = default;
                SortedSet<uint> model = [];
                foreach ((Step step, uint one, uint other) in steps)
                {
                    Apply(ref tree, model, step, Math.Min(one, other), Math.Max(one, other));
                    Assert.Equal(model.Contains(one), tree.Contains(one));
                    Assert.Equal(model.Contains(other), tree.Contains(other));
                }

                Assert.True(tree.IsWhole());
                Assert.Equal(model.Count == 0 ? null : model.Min, Take(ref tree));
            },
            iter: 1_000);

    [Fact]
    public void No_word_can_become_0_or_cease_to_be_0_without_breaking_the_invariant()
    {
        FrameTree tree = default;
        tree.AddRange(40, 0x8100);
        Span<uint> words = MemoryMarshal.Cast<FrameTree, uint>(new Span<FrameTree>(ref tree));

        // The first word is the number of the lowest leaf. The test tries every word above the leaves, and every 61st
        // leaf.
        for (int i = 1; i < words.Length; i += i < 1100 ? 1 : 61)
        {
            uint kept = words[i];
            words[i] = kept == 0 ? 1u << 31 : 0;
            Assert.False(tree.IsWhole(), $"word {i}: 0x{kept:x} became 0x{words[i]:x}");
            words[i] = kept;
        }

        for (int bit = 0; bit < 32; bit++)
        {
            words[1] ^= 1u << bit;
            Assert.False(tree.IsWhole(), $"bit {bit} of the root");
            words[1] ^= 1u << bit;
        }

        Assert.True(tree.IsWhole());
    }

    /// <summary>The first word is the number of the lowest leaf.</summary>
    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(40u, 1u)]
    [InlineData(0x8000u, 0x400u)]
    public void The_lowest_leaf_is_the_one_that_has_the_lowest_member(uint first, uint lowest)
    {
        FrameTree tree = default;
        tree.AddRange(first, 0x8100);
        Span<uint> words = MemoryMarshal.Cast<FrameTree, uint>(new Span<FrameTree>(ref tree));
        Assert.Equal(lowest, words[0]);
        foreach (uint other in new[] { 0u, 1u, 2u, 0x400u, 0x401u }.Where(other => other != lowest))
        {
            words[0] = other;
            Assert.False(tree.IsWhole(), $"leaf {other}");
        }
    }

    private static void Apply(ref FrameTree tree, SortedSet<uint> model, Step step, uint first, uint last)
    {
        // The model is a plain set: keep ranges in it short enough to count.
        last = Math.Min(last, first + 1100);
        switch (step)
        {
            case Step.Add:
                tree.Add(first);
                model.Add(first);
                break;
            case Step.Remove:
                Assert.Equal(model.Remove(first) ? 1u : 0, tree.RemoveRange(first, first));
                break;
            case Step.TakeLowest:
                Assert.Equal(model.Count == 0 ? null : model.Min, Take(ref tree));
                model.Remove(model.Min);
                break;
            case Step.AddRange:
                tree.AddRange(first, last);
                model.UnionWith(Numbers(first, last));
                break;
            case Step.RemoveRange:
                int before = model.Count;
                model.ExceptWith(Numbers(first, last));
                Assert.Equal((uint)(before - model.Count), tree.RemoveRange(first, last));
                break;
        }
    }

    /// <summary>The lowest member, taken; null when there is none.</summary>
    private static uint? Take(ref FrameTree tree)
    {
        if (MemoryMarshal.Cast<FrameTree, uint>(new Span<FrameTree>(ref tree))[1] == 0)
        {
            return null;
        }

        uint frame = tree.Lowest;
        tree.RemoveLowest();
        return frame;
    }

    private static IEnumerable<uint> Numbers(uint first, uint last) =>
        Enumerable.Range((int)first, (int)(last - first + 1)).Select(number => (uint)number);
}
