// The frames that may be handed out, by a reader of boot data that shares no code with the core.
namespace Osmosis.Memory.Tests.BootData;

/// <param name="entries">The memory map as stated.</param>
/// <param name="forbidden">Frames that hold the boot loader's data or modules.</param>
internal sealed class ExpectedFrames(List<MapEntry> entries, List<(uint First, uint Last)> forbidden)
{
    // One for each thread: it is large, and making it for each block would be most of the work.
    [ThreadStatic]
    private static FrameAllocator _allocator;

    /// <summary>The frames that hold some bytes; for no bytes an empty range, which ends before it starts.</summary>
    public static (uint First, uint Last) Covering(uint start, uint bytes) =>
        bytes == 0 ? (1, 0) : (start >> 12, (uint)(Math.Min((ulong)start + bytes - 1, uint.MaxValue) >> 12));

    /// <summary>
    /// Hands out frames, and checks those near both ends of every entry and module: a frame must be free exactly when
    /// nothing forbids it.
    /// </summary>
    public void Check(ref BootInformation information)
    {
        _allocator = default;
        _allocator.Initialise(in information.Map, in information.Reserved);
        ulong[] ends = [.. MapEntry.Ends(entries)];
        foreach (ulong end in ends)
        {
            CheckAround(end >> 12);
        }

        foreach ((uint first, uint last) in forbidden)
        {
            CheckAround(first);
            CheckAround(last);
        }

        for (int i = 0; i < 50 && _allocator.AllocateFrame(out Frame frame) == FrameError.None; i++)
        {
            if (!MayHandOut(frame.Number))
            {
                Assert.Fail($"{frame} was handed out");
            }
        }

        void CheckAround(ulong frame)
        {
            for (ulong near = Math.Max(frame, 1) - 1; near <= frame + 1 && near < MemoryLayout.FrameCount; near++)
            {
                if (_allocator.IsFree(Frame.FromNumber((uint)near)) != MayHandOut((uint)near))
                {
                    Assert.Fail($"frame {near} is wrongly free or wrongly not");
                }
            }
        }

        bool MayHandOut(uint frame) =>
            frame >= 0x100 && !forbidden.Exists(range => frame >= range.First && frame <= range.Last)
                && MapEntry.IsUsable(entries, ends, frame);
    }
}
