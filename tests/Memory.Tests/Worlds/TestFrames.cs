// The frame allocator as paging sees it, able to fail on request, and checking that nobody gives back what isn't
// theirs.
namespace Osmosis.Memory.Tests.Worlds;

/// <summary>The one frame allocator of a world. The processor hears of every frame that changes hands.</summary>
public sealed class FramePool(SimulatedProcessor processor)
{
    private uint _requestsUntilFailure = uint.MaxValue;
    private bool _failsOnce;
    private AllocatorStates? _states;
    private AllocatorStates.State? _state;

    /// <summary>
    /// The allocator itself: a structure of 270 KB, so it is used in place. Whoever saves states changes it only
    /// through the pool.
    /// </summary>
    public FrameAllocator Allocator;

    /// <summary>Requests so far, refused ones included.</summary>
    public uint Requests { get; private set; }

    /// <summary>How many of them were refused because a test asked for it.</summary>
    public uint Refusals { get; private set; }

    /// <summary>How many were refused for any reason.</summary>
    public uint AllRefusals { get; private set; }

    /// <summary>
    /// Lets the <paramref name="nth"/> request from now on fail (1: the next one), and every one after it until
    /// <see cref="FailNever"/>.
    /// </summary>
    public void FailFrom(uint nth) => (_requestsUntilFailure, _failsOnce) = (nth, false);

    /// <summary>Lets only the <paramref name="nth"/> request from now on fail.</summary>
    public void FailOnly(uint nth) => (_requestsUntilFailure, _failsOnce) = (nth, true);

    public void FailNever() => _requestsUntilFailure = uint.MaxValue;

    /// <summary>Stands for the allocator's state.</summary>
    public UInt128 Digest() => State().Digest;

    /// <summary>Remembers the allocator as it is: calling the result goes back to that.</summary>
    public Action Save()
    {
        AllocatorStates.State saved = State();
        return () =>
        {
            if (_state != saved)
            {
                _states!.Restore(ref Allocator, saved);
                _state = saved;
            }
        };
    }

    public FrameError Allocate(out Frame frame)
    {
        _state = null;
        Requests++;
        if (_requestsUntilFailure != uint.MaxValue && --_requestsUntilFailure == 0)
        {
            _requestsUntilFailure = _failsOnce ? uint.MaxValue : 1;
            Refusals++;
            AllRefusals++;
            frame = default;
            processor.Memory.History.Add(EventKind.FrameRefused, Requests);
            return FrameError.OutOfFrames;
        }

        FrameError error = Allocator.AllocateFrame(out frame);
        AllRefusals += error == FrameError.None ? 0u : 1;
        if (error == FrameError.None)
        {
            processor.Memory.History.Add(EventKind.FrameTaken, frame.Number);
        }

        return error;
    }

    public void Free(Frame frame)
    {
        _state = null;
        processor.GiveBackFrame(frame.Number);
        Assert.Equal(FrameError.None, Allocator.FreeFrame(frame));
    }

    private AllocatorStates.State State()
    {
        _states ??= new AllocatorStates(ref Allocator);
        return _state ??= _states.Save(ref Allocator);
    }
}

/// <summary>The pool as the core takes it.</summary>
public readonly struct TestFrames(FramePool pool) : IFrameSource
{
    public FrameError AllocateFrame(out Frame frame) => pool.Allocate(out frame);

    public void FreeFrame(Frame frame) => pool.Free(frame);

    public bool IsAllocated(Frame frame) => pool.Allocator.IsAllocated(frame);
}
