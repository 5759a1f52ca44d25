// The frame allocator alone, with six frames.
using Osmosis.Memory.Tests.FrameTests;
using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.SmallWorlds;

/// <summary>
/// Three pairs of frames: across two words of the bitmap, across two halves of its top level, and at the end of the 4
/// GiB. The order in which frames were allocated is the only thing that the model remembers and the allocator doesn't:
/// no operation depends on it.
/// </summary>
internal sealed class FrameWorld : ISmallWorld
{
    private static readonly uint[] _frames = [0x11F, 0x120, 0x7FFF, 0x8000, 0xFFFFE, 0xFFFFF];

    private static readonly PhysicalAddress _top = new(0xFFFF_FFFF);

    private readonly FrameModel _model = new([(0x11F, 0x120), (0x7FFF, 0x8000), (0xFFFFE, 0xFFFFF)], []);
    private readonly AllocatorStates _states;

    public FrameWorld()
    {
        _states = new AllocatorStates(ref _model.Allocator);
        Operations =
        [
            Do("allocate", _model.Allocate),
            .. _frames.Select(frame => Do($"free 0x{frame:x}", () => _model.Free(frame))),
            Do("free a frame of low memory", () => _model.Free(TestMemory.FirstUsable - 1)),
            Do("free where there is no memory", () => _model.Free(0x121)),
            .. OnRuns(),
            Do("free an unaligned address", () => _model.FreeUnaligned(new PhysicalAddress(0x11F001))),
        ];
    }

    public IReadOnlyList<Operation> Operations { get; }

    public UInt128 Digest() => _states.Save(ref _model.Allocator).Digest;

    public void Check()
    {
        _model.Check();
        Assert.True(_model.Allocator.IsWhole());
    }

    public Action Save()
    {
        AllocatorStates.State saved = _states.Save(ref _model.Allocator);
        return _model.Save() + (() => _states.Restore(ref _model.Allocator, saved));
    }

    private IEnumerable<Operation> OnRuns()
    {
        yield return Do("allocate a run of 2", () => _model.AllocateRun(2, 1, _top));
        yield return Do("allocate a run of 2 aligned to 2", () => _model.AllocateRun(2, 2, _top));
        yield return Do("allocate a run of 2 below 0x8001000",
            () => _model.AllocateRun(2, 1, new PhysicalAddress(0x0800_0FFF)));
        yield return Do("allocate a run of 3", () => _model.AllocateRun(3, 1, _top));
        yield return Do("allocate a run of 7", () => _model.AllocateRun(7, 1, _top));
        foreach (uint first in (uint[])[0x11F, 0x7FFF, 0xFFFFE])
        {
            yield return Do($"free the run of 2 at 0x{first:x}", () => _model.FreeRun(first, 2));
        }

        yield return Do("free a run that ends where there is no memory", () => _model.FreeRun(0x11F, 3));
        yield return Do("free a run that starts in low memory", () => _model.FreeRun(TestMemory.FirstUsable - 1, 0x20));
        yield return Do("free a run that reaches past 4 GiB", () => _model.FreeRun(0xFFFFE, 3));
    }

    private Operation Do(string name, Action action) => new(name, () =>
    {
        action();
        _model.CheckCounts();
        return true;
    });
}
