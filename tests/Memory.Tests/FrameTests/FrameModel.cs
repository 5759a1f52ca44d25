// A model of the frame allocator, with sets of frame numbers, beside the real allocator.
using System.Runtime.CompilerServices;

namespace Osmosis.Memory.Tests.FrameTests;

/// <summary>
/// An allocator over ranges of usable and reserved frames. Its states can be saved, except the allocator's own.
/// </summary>
internal sealed class FrameModel
{
    private const uint First = TestMemory.FirstUsable;

    private readonly StrongBox<FrameAllocator> _allocator;
    private readonly uint[] _watched;
    private readonly int _total;
    private SortedSet<uint> _free = [];
    private List<uint> _mine = [];
    private int _peak;
    private uint _refused;

    public FrameModel((uint First, uint Last)[] usable, (uint First, uint Last)[] reserved)
    {
        _allocator = TestMemory.Create(usable, reserved);
        foreach ((uint first, uint last) in usable)
        {
            _free.UnionWith(Enumerable.Range((int)first, (int)(last - first + 1)).Select(number => (uint)number));
        }

        _total = _free.Count;
        _free.RemoveWhere(frame =>
            frame < First || Array.Exists(reserved, range => frame >= range.First && frame <= range.Last));
        IEnumerable<uint> edges =
            usable.SelectMany(range => (uint[])[range.First - 1, range.First, range.Last, range.Last + 1]);
        _watched = [.. edges.Where(frame => frame <= 0xFFFFF), 0, First - 1, First, First + 33, 0x7FFF, 0x8000,
            0xFFFFF];
    }

    public ref FrameAllocator Allocator => ref _allocator.Value;

    /// <summary>The frames allocated and not freed, in order of allocation.</summary>
    public IReadOnlyList<uint> Mine => _mine;

    /// <summary>Checks the allocator's counters, including reserved frames.</summary>
    public static void AssertCounts(ref FrameAllocator allocator, uint total, uint free, uint allocated, uint peak,
        uint refused)
    {
        Assert.Equal(
            (total, free, allocated, total - free - allocated, peak, refused),
            (allocator.TotalFrames, allocator.FreeFrames, allocator.AllocatedFrames, allocator.ReservedFrames,
                allocator.PeakFrames, allocator.RefusedFrees));
    }

    public void Allocate()
    {
        FrameError error = Allocator.AllocateFrame(out Frame frame);
        if (_free.Count == 0)
        {
            Assert.Equal(FrameError.OutOfFrames, error);
            return;
        }

        Assert.Equal((FrameError.None, _free.Min), (error, frame.Number));
        _free.Remove(frame.Number);
        _mine.Add(frame.Number);
        _peak = Math.Max(_peak, _mine.Count);
    }

    /// <summary>Frees any frame, whoever owns it.</summary>
    public void Free(uint frame)
    {
        FrameError expected = _mine.Contains(frame) ? FrameError.None : _free.Contains(frame) ? FrameError.AlreadyFree
            : FrameError.NotAllocated;
        Assert.Equal(expected, Allocator.FreeFrame(Frame.FromNumber(frame)));
        if (expected != FrameError.None)
        {
            _refused++;
            return;
        }

        _mine.Remove(frame);
        _free.Add(frame);
    }

    /// <summary>Allocates the lowest run that fits, found by trying one place after the other.</summary>
    public void AllocateRun(uint frames, uint alignment, PhysicalAddress highest)
    {
        uint? lowest = _free.Cast<uint?>()
            .FirstOrDefault(frame => frame % alignment == 0 && IsFreeUpTo(frame!.Value, frames, highest));
        FrameError expected = lowest is not null ? FrameError.None : frames > _free.Count ? FrameError.OutOfFrames
            : FrameError.NoRun;
        Assert.Equal(expected, Allocator.AllocateRun(frames, alignment, highest, out Frame first));
        Assert.Equal(lowest ?? 0, first.Number);
        for (uint i = 0; i < frames && expected == FrameError.None; i++)
        {
            _free.Remove(first.Number + i);
            _mine.Add(first.Number + i);
        }

        _peak = Math.Max(_peak, _mine.Count);
    }

    /// <summary>Frees any run, whoever owns its frames.</summary>
    public void FreeRun(uint first, uint frames)
    {
        uint[] run = [.. Enumerable.Range((int)first, (int)frames).Select(frame => (uint)frame)];
        uint? wrong = run.Cast<uint?>().FirstOrDefault(frame => !_mine.Contains(frame!.Value));
        FrameError expected = wrong is null ? FrameError.None
            : first + frames <= MemoryLayout.FrameCount && _free.Contains(wrong.Value) ? FrameError.AlreadyFree
            : FrameError.NotAllocated;
        Assert.Equal(expected, Allocator.FreeRun(Frame.FromNumber(first), frames));
        if (expected != FrameError.None)
        {
            _refused++;
            return;
        }

        _mine.RemoveAll(run.Contains);
        _free.UnionWith(run);
    }

    /// <summary>Frees an address that is not the first byte of a frame.</summary>
    public void FreeUnaligned(PhysicalAddress address)
    {
        _refused++;
        Assert.Equal(FrameError.Unaligned, Allocator.FreeFrame(address));
    }

    /// <summary>Checks the counters, which show a wrong step at once.</summary>
    public void CheckCounts() =>
        AssertCounts(ref Allocator, (uint)_total, (uint)_free.Count, (uint)_mine.Count, (uint)_peak, _refused);

    /// <summary>Checks the counters, and the owners of the frames at the edges.</summary>
    public void Check()
    {
        CheckCounts();
        foreach (uint frame in _watched)
        {
            Assert.Equal(_free.Contains(frame), Allocator.IsFree(Frame.FromNumber(frame)));
            Assert.Equal(_mine.Contains(frame), Allocator.IsAllocated(Frame.FromNumber(frame)));
        }
    }

    public Action Save()
    {
        (SortedSet<uint> free, List<uint> mine, int peak, uint refused) = ([.. _free], [.. _mine], _peak, _refused);
        return () => (_free, _mine, _peak, _refused) = ([.. free], [.. mine], peak, refused);
    }

    private bool IsFreeUpTo(uint first, uint frames, PhysicalAddress highest) =>
        ((ulong)(first + frames) << 12) - 1 <= highest.Value
        && Enumerable.Range(0, (int)frames).All(i => _free.Contains(first + (uint)i));
}
