// The frame allocator alone, with six frames.
using Osmosis.Memory.Tests.FrameTests;
using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.SmallWorlds;

/// <summary>
/// Three pairs of frames: across two words of the bitmap, across two halves of its top level, and at the end of the 4 GiB. The order in
/// which frames were allocated is the only thing that the model remembers and the allocator doesn't: no operation depends on it.
/// </summary>
internal sealed class FrameWorld : ISmallWorld
{
    private static readonly uint[] _frames = [0x11F, 0x120, 0x7FFF, 0x8000, 0xFFFFE, 0xFFFFF];

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
            Do("free an unaligned address", () => _model.FreeUnaligned(new PhysicalAddress(0x11F001))),
        ];
    }

    public IReadOnlyList<Operation> Operations { get; }

    public UInt128 Digest() => _states.Save(ref _model.Allocator).Digest;

    public void Check() => _model.Check();

    public Action Save()
    {
        AllocatorStates.State saved = _states.Save(ref _model.Allocator);
        return _model.Save() + (() => _states.Restore(ref _model.Allocator, saved));
    }

    private Operation Do(string name, Action action) => new(name, () =>
    {
        action();
        _model.CheckCounts();
        return true;
    });
}
