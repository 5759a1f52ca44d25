using CsCheck;

namespace Osmosis.Memory.Tests.FrameTests;

/// <summary>
/// Random sequences of all operations against sets of frame numbers (F1, F3, F4). More than 100,000 operations a run.
/// </summary>
[Slow]
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
        AllocateRun,
        FreeRunOfMine,
        FreeAnyRun,
    }

    private static readonly Gen<(Step Step, uint Choice)[]> _steps = Gen.Select(
        Gen.Frequency((5, Gen.Const(Step.Allocate)), (4, Gen.Const(Step.FreeOneOfMine)),
            (1, Gen.Const(Step.FreeAnything)), (1, Gen.Const(Step.FreeAnAddress)),
            (3, Gen.Const(Step.AllocateRun)), (2, Gen.Const(Step.FreeRunOfMine)), (1, Gen.Const(Step.FreeAnyRun))),
        Gen.UInt).Array[0, 200];

    [Fact]
    public void Random_steps_agree_with_sets_of_frames()
    {
        OperationCounter operations = new();
        Gen.Select(_ranges, _ranges, _steps).Sample(
            (usable, reserved, steps) =>
            {
                FrameModel model = new(usable, reserved);
                foreach ((Step step, uint choice) in steps)
                {
                    Apply(model, step, choice);
                    model.Check();
                }

                Assert.True(model.Allocator.IsWhole());
                operations.Add(steps.Length);
            },
            iter: 1_500);
        operations.RequireAtLeast(100_000);
    }

    private static void Apply(FrameModel model, Step step, uint choice)
    {
        switch (step)
        {
            case Step.Allocate:
                model.Allocate();
                break;
            case Step.FreeOneOfMine when model.Mine.Count > 0:
                model.Free(model.Mine[(int)(choice % model.Mine.Count)]);
                break;
            case Step.FreeAnything:
                model.Free(choice % 2 == 0 ? First + (choice % 90) : choice & 0xFFFFF);
                break;
            case Step.FreeAnAddress when choice % 4096 != 0:
                model.FreeUnaligned(new PhysicalAddress(choice));
                break;
            case Step.AllocateRun:
                uint[] limits = [0x00FF_FFFF, 0x0011_6FFF, 0x07FF_FFFE, 0x0800_0FFF, 0xFFFF_EFFF, 0xFFFF_FFFF];
                model.AllocateRun(1 + ((choice >> 8) % 9), 1u << (int)((choice >> 4) % 6),
                    new PhysicalAddress(limits[choice % limits.Length]));
                break;
            case Step.FreeRunOfMine when model.Mine.Count > 0:
                model.FreeRun(model.Mine[(int)(choice % model.Mine.Count)], 1 + ((choice >> 8) % 4));
                break;
            case Step.FreeAnyRun:
                model.FreeRun(choice % 2 == 0 ? First + (choice % 90) : choice & 0xFFFFF, 1 + ((choice >> 24) % 40));
                break;
        }
    }
}
