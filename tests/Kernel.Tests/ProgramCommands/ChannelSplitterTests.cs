// A serial line's bytes, taken apart wherever they are cut.
namespace Osmosis.Kernel.Tests.ProgramCommands;

public sealed class ChannelSplitterTests
{
    private static readonly byte[] s_sent = [.. "boot"u8, 0x1D, (byte)'0', 0x1D, (byte)'1', 1, 0x1D, 0x1D, 2, 0x1D,
        (byte)'2', 0x1D, 0x1D, 0x1D, (byte)'0', .. "end"u8];

    [Fact]
    public void Each_stream_gets_its_bytes_however_they_come()
    {
        for (int cut = 0; cut <= s_sent.Length; cut++)
        {
            List<byte>[] streams = [[], [], []];
            ChannelSplitter splitter = new((stream, bytes) => streams[stream].AddRange(bytes.ToArray()));
            splitter.Append(s_sent.AsSpan(0, cut));
            Assert.Equal(cut >= 6, splitter.IsOpen);
            splitter.Append(s_sent.AsSpan(cut));
            Assert.Equal("bootend"u8.ToArray(), streams[0]);
            Assert.Equal([1, 0x1D, 2], streams[1]);
            Assert.Equal([0x1D], streams[2]);
        }
    }

    [Fact]
    public void Nonsense_is_refused() =>
        Assert.Throws<EmulatorException>(() => new ChannelSplitter((_, _) => { }).Append([0x1D, (byte)'3']));
}
