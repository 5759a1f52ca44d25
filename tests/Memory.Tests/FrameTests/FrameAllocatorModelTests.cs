using System.Runtime.CompilerServices;
using CsCheck;

namespace Osmosis.Memory.Tests.FrameTests;

/// <summary>Random sequences of all operations against sets of frame numbers (F1, F3, F4). More than 100,000 operations a run.</summary>
public class FrameAllocatorModelTests
{
    private const uint First = TestMemory.FirstUsable;

    /// <summary>A few frames in several places, so that sequences soon run out and meet edges.</summary>
    private static readonly Gen<(uint First, uint Last)[]> _ranges = Gen.Select(
        Gen.OneOf(Gen.UInt[First - 3, First + 70], Gen.UInt[0x7FFE, 0x8002], Gen.UInt[0xFFFF0, 0xFFFFF]),
        Gen.UInt[0, 20],
        (first, more) => (first, Math.Min(first + more, 0xFFFFF))).Array[0, 4];

    private enum Step
    {
        Allocate,
        FreeOneOfMine,
        FreeAnything,
        FreeAnAddress,
    }

    private static readonly Gen<(Step Step, uint Choice)[]> _steps = Gen.Select(
        Gen.Frequency((5, Gen.Const(Step.Allocate)), (4, Gen.Const(Step.FreeOneOfMine)), (1, Gen.Const(Step.FreeAnything)), (1, Gen.Const(Step.FreeAnAddress))),
        Gen.UInt).Array[0, 200];

    [Fact]
    public void Random_steps_agree_with_sets_of_frames() => Gen.Select(_ranges, _ranges, _steps).Sample(
        (usable, reserved, steps) =>
        {
            Model model = new(usable, reserved);
            foreach ((Step step, uint choice) in steps)
            {
                model.Apply(step, choice);
                model.Check();
            }
        },
        iter: 1_500);

    private sealed class Model
    {
        private readonly StrongBox<FrameAllocator> _allocator;
        private readonly SortedSet<uint> _free = [];
        private readonly List<uint> _mine = [];
        private readonly int _total;
        private int _peak;
        private uint _refused;

        public Model((uint First, uint Last)[] usable, (uint First, uint Last)[] reserved)
        {
            _allocator = TestMemory.Create(usable, reserved);
            foreach ((uint first, uint last) in usable)
            {
                _free.UnionWith(Enumerable.Range((int)first, (int)(last - first + 1)).Select(number => (uint)number));
            }

            _total = _free.Count;
            _free.RemoveWhere(frame => frame < First || Array.Exists(reserved, range => frame >= range.First && frame <= range.Last));
        }

        private ref FrameAllocator Allocator => ref _allocator.Value;

        public void Apply(Step step, uint choice)
        {
            switch (step)
            {
                case Step.Allocate:
                    Allocate();
                    break;
                case Step.FreeOneOfMine when _mine.Count > 0:
                    Free(_mine[(int)(choice % _mine.Count)]);
                    break;
                case Step.FreeAnything:
                    Free(choice % 2 == 0 ? First + (choice % 90) : choice & 0xFFFFF);
                    break;
                case Step.FreeAnAddress when choice % 4096 != 0:
                    _refused++;
                    Assert.Equal(FrameError.Unaligned, Allocator.FreeFrame(new PhysicalAddress(choice)));
                    break;
            }
        }

        public void Check()
        {
            FrameAllocatorTests.AssertCounts(ref Allocator, (uint)_total, (uint)_free.Count, (uint)_mine.Count, (uint)_peak, _refused);
            foreach (uint frame in (uint[])[0, First - 1, First, First + 33, 0x7FFF, 0x8000, 0xFFFFF])
            {
                Assert.Equal(_free.Contains(frame), Allocator.IsFree(Frame.FromNumber(frame)));
                Assert.Equal(_mine.Contains(frame), Allocator.IsAllocated(Frame.FromNumber(frame)));
            }
        }

        private void Allocate()
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

        private void Free(uint frame)
        {
            FrameError expected = _mine.Contains(frame) ? FrameError.None : _free.Contains(frame) ? FrameError.AlreadyFree : FrameError.NotAllocated;
            Assert.Equal(expected, Allocator.FreeFrame(Frame.FromNumber(frame)));
            if (expected != FrameError.None)
            {
                _refused++;
                return;
            }

            _mine.Remove(frame);
            _free.Add(frame);
        }
    }
}
