using System.Numerics;
using CsCheck;

namespace Osmosis.Memory.Tests.FrameTests;

/// <summary>The tree of bitmaps behaves as a set of numbers, at the edges of its words, clusters and groups.</summary>
public class FrameSetTests
{
    /// <summary>Numbers within two of an edge of a word (32), a cluster (1024) or a group (32768), and both ends.</summary>
    private static readonly Gen<uint> _frame = Gen.Select(
        Gen.OneOf(Gen.UInt[0, 40].Select(n => n * 32), Gen.UInt[0, 40].Select(n => n * 1024), Gen.UInt[0, 32].Select(n => n * 32768)),
        Gen.Int[-2, 2],
        (edge, offset) => (uint)Math.Clamp((int)edge + offset, 0, (int)MemoryLayout.FrameCount - 1));

    private enum Step
    {
        Add,
        Remove,
        TakeLowest,
        AddNewRange,
        RemoveRange,
    }

    /// <summary>Also when it was asked for a member before: that must not spoil words which the range is then added without touching.</summary>
    [Fact]
    public void At_first_it_is_empty_and_a_range_may_be_added()
    {
        FrameSetUser set = new();
        Assert.Null(set.Lowest);
        Assert.False(set.Set.Contains(0));
        set.Set.AddNewRange(0, 100);
        Assert.Equal(Numbers(0, 100), set.TakeAll());
    }

    /// <summary>Past clusters that were full, whose bits are still set when the end is reached.</summary>
    [Theory]
    [InlineData(0u, 1400u)]
    [InlineData(0x8000u, 0x8000u + 2500)]
    [InlineData(0x8000u - 1500, 0x8000u + 300)]
    public void After_the_last_member_of_a_range_comes_none(uint first, uint last)
    {
        FrameSetUser set = new();
        set.Set.AddNewRange(first, last);
        Assert.Equal(Numbers(first, last), set.TakeAll());
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
        FrameSetUser set = new();
        set.Set.AddNewRange(first, last);
        Assert.Equal(first, set.Lowest);
        for (uint frame = 0; frame < MemoryLayout.FrameCount; frame++)
        {
            Assert.True(set.Set.Contains(frame) == (frame >= first && frame <= last), $"frame {frame}");
        }

        Assert.Equal(last - first + 1, set.Set.RemoveRange(0, MemoryLayout.FrameCount - 1));
        Assert.True(set.Lowest is null);
    }

    [Fact]
    public void Members_come_out_lowest_first()
    {
        FrameSetUser set = new();
        uint[] members = [0xFFFFF, 0x8000, 0x7FFF, 0x400, 0x3FF, 0x20, 0x1F, 0];
        foreach (uint member in members)
        {
            set.Add(member);
        }

        foreach (uint member in members.Order())
        {
            Assert.Equal(member, set.Lowest);
            Assert.Equal(member, set.Take());
        }

        Assert.True(set.Lowest is null);
    }

    [Fact]
    public void The_next_word_becomes_the_window_without_a_look_at_the_tree_up_to_the_end_of_its_group()
    {
        const uint Group = 32768;
        FrameSetUser set = new();
        set.Set.AddNewRange(0, Group + 5);
        for (uint word = 0; word + 32 < Group; word += 32)
        {
            set.Set.Window = 0;
            Assert.True(set.Set.TryTakeFromNextWord(out uint frame));
            Assert.Equal((word + 32, word + 32), (frame, set.Set.WindowStart));
            Assert.Equal(uint.MaxValue - 1, set.Set.Window);
        }

        set.Set.Window = 0;
        Assert.False(set.Set.TryTakeFromNextWord(out uint none));
        Assert.Equal(0u, none);
        Assert.Equal(Group, set.Lowest);
    }

    [Fact]
    public void A_next_word_without_members_does_not_become_the_window()
    {
        FrameSetUser set = new();
        set.Set.AddNewRange(5, 5);
        set.Set.AddNewRange(64, 64);
        set.Set.Window = 0;
        Assert.False(set.Set.TryTakeFromNextWord(out uint none));
        Assert.Equal(0u, none);
        Assert.Equal(64u, set.Lowest);
    }

    /// <summary>The tree still says of the words that the window passed what was right before: it must not be believed.</summary>
    [Theory]
    [InlineData(0u)]
    [InlineData(0x8000u)]
    public void A_member_added_among_words_that_the_window_passed_is_the_only_one_there(uint start)
    {
        const uint Taken = 3500;
        FrameSetUser set = new();
        set.Set.AddNewRange(start, start + 4095);
        for (uint i = 0; i < Taken; i++)
        {
            Assert.Equal(start + i, set.Take());
        }

        foreach (uint cluster in (uint[])[0, 1024, 2048, 3072])
        {
            set.Add(start + cluster + 100);
            Assert.Equal(start + cluster + 100, set.Take());
        }

        Assert.Equal(start + Taken, set.Take());
    }

    [Fact]
    public void Random_steps_agree_with_a_set_of_numbers() => Gen.Select(Gen.Enum<Step>(), _frame, _frame).Array[1, 60].Sample(
        steps =>
        {
            FrameSetUser set = new();
            SortedSet<uint> model = [];
            HashSet<uint> former = [];
            foreach ((Step step, uint one, uint other) in steps)
            {
                Apply(set, model, former, step, Math.Min(one, other), Math.Max(one, other));
                Assert.Equal(model.Count == 0 ? null : model.Min, set.Lowest);
                Assert.Equal(model.Contains(one), set.Set.Contains(one));
                Assert.Equal(model.Contains(other), set.Set.Contains(other));
            }
        },
        iter: 300);

    private static void Apply(FrameSetUser set, SortedSet<uint> model, HashSet<uint> former, Step step, uint first, uint last)
    {
        // The model is a plain set: keep ranges in it short enough to count.
        last = Math.Min(last, first + 1100);
        switch (step)
        {
            case Step.Add:
                set.Add(first);
                model.Add(first);
                former.Add(first);
                break;
            case Step.Remove:
                Assert.Equal(model.Remove(first) ? 1u : 0, set.Set.RemoveRange(first, first));
                break;
            case Step.TakeLowest:
                Assert.Equal(model.Count == 0 ? null : model.Min, set.Take());
                model.Remove(model.Min);
                break;
            case Step.AddNewRange when !former.Overlaps(Numbers(first, last)):
                set.Set.AddNewRange(first, last);
                model.UnionWith(Numbers(first, last));
                former.UnionWith(Numbers(first, last));
                break;
            case Step.RemoveRange:
                int before = model.Count;
                model.ExceptWith(Numbers(first, last));
                Assert.Equal((uint)(before - model.Count), set.Set.RemoveRange(first, last));
                break;
        }
    }

    private static IEnumerable<uint> Numbers(uint first, uint last) => Enumerable.Range((int)first, (int)(last - first + 1)).Select(number => (uint)number);

    /// <summary>Takes and adds as the frame allocator does: in the window where it can.</summary>
    private sealed class FrameSetUser
    {
        public FrameSet Set;

        /// <summary>The lowest member; null when there is none.</summary>
        public uint? Lowest => Set.Window != 0 || Set.FindWindow()
            ? Set.WindowStart + (uint)BitOperations.TrailingZeroCount(Set.Window)
            : null;

        public uint? Take()
        {
            if (Set.Window == 0 && Set.TryTakeFromNextWord(out uint frame))
            {
                return frame;
            }

            uint? lowest = Lowest;
            Set.Window &= Set.Window - 1;
            return lowest;
        }

        /// <summary>Takes until there is none; at most as many as there can be.</summary>
        public List<uint> TakeAll()
        {
            List<uint> taken = [];
            while (taken.Count < MemoryLayout.FrameCount && Take() is { } frame)
            {
                taken.Add(frame);
            }

            return taken;
        }

        public void Add(uint frame)
        {
            if (frame >> 5 == Set.WindowIndex)
            {
                Set.Window |= 1u << (int)(frame & 31);
            }
            else if (!Set.Contains(frame))
            {
                Set.AddOutsideWindow(frame);
            }
        }
    }
}
