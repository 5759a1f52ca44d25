// The queue between interrupt handlers and the shell: nothing is lost in silence.
using CsCheck;
using Osmosis.Kernel.Devices;

namespace Osmosis.Memory.Tests.InputTests;

public sealed class RingBufferTests
{
    [Fact]
    public void It_is_a_queue() => Gen.Int[-300, 300].Array[1, 60].Sample(steps =>
    {
        RingBuffer buffer = default;
        Queue<byte> model = new();
        byte next = 0;
        uint lost = 0;
        foreach (int step in steps)
        {
            for (int i = 0; i < step; i++)
            {
                bool fits = model.Count < RingBuffer.Capacity;
                Assert.Equal(fits, buffer.TryWrite([next]));
                lost += fits ? 0u : 1;
                if (fits)
                {
                    model.Enqueue(next);
                }

                next++;
            }

            for (int i = 0; i < -step; i++)
            {
                Assert.Equal(model.TryDequeue(out byte expected), buffer.TryRead(out byte value, out _));
                Assert.Equal(expected, value);
            }

            Assert.Equal(((uint)model.Count, lost), (buffer.Held, buffer.Lost));
        }
    });

    [Fact]
    public void The_bytes_beside_a_gap_are_marked_and_no_others()
    {
        RingBuffer buffer = default;
        buffer.TryWrite("abc"u8);
        buffer.NoteLoss(1);
        buffer.TryWrite("de"u8);
        buffer.EndGap();
        buffer.TryWrite("fgh"u8);
        Assert.Equal("abc(d)(e)(f)gh", Marked(ref buffer));
        buffer.TryWrite("ij"u8);
        buffer.NoteLoss(2);
        buffer.TryWrite("kl"u8);
        Assert.Equal("ij(k)l", Marked(ref buffer));
        Assert.Equal(3u, buffer.Lost);
    }

    [Fact]
    public void Two_gaps_are_one_from_the_first_to_the_last()
    {
        RingBuffer buffer = default;
        buffer.NoteLoss(1);
        buffer.TryWrite("ab"u8);
        buffer.NoteLoss(1);
        buffer.TryWrite("cd"u8);
        Assert.Equal("(a)(b)(c)d", Marked(ref buffer));
    }

    [Theory]
    [InlineData("mem\r\u0003ticks\r", "ticks\r")]
    [InlineData("\u0003\u0003x", "x")]
    [InlineData("mem\r", "mem\r")]
    [InlineData("mem\u0003", "")]
    public void What_was_typed_ahead_of_control_C_is_dropped(string typed, string left)
    {
        RingBuffer buffer = default;
        buffer.TryWrite(System.Text.Encoding.ASCII.GetBytes(typed));
        buffer.DropThrough(3);
        Assert.Equal(left, Marked(ref buffer));
    }

    private static string Marked(ref RingBuffer buffer)
    {
        string text = "";
        while (buffer.TryRead(out byte value, out bool isAtGap))
        {
            text += isAtGap ? $"({(char)value})" : $"{(char)value}";
        }

        return text;
    }
}
