using CsCheck;

namespace Osmosis.Memory.Tests.HeapTests.Hardening;

/// <summary>
/// Random operations while random bytes outside of live payloads are overwritten (H5). Whatever happens: no access
/// outside of what is mapped, an end, every damage found when its block is freed, and nothing else harmed.
/// </summary>
[Slow]
public class CorruptionModelTests
{
    private static readonly Gen<Step> _step = Gen.Select(
        Gen.Frequency(
            (10, Gen.Const(StepKind.Allocate)),
            (7, Gen.Const(StepKind.Free)),
            (3, Gen.Const(StepKind.Reallocate)),
            (2, Gen.Const(StepKind.AllocateAligned)),
            (1, Gen.Const(StepKind.FreeWild)),
            (1, Gen.Const(StepKind.GiveBack)),
            (1, Gen.Const(StepKind.Repair)),
            (2, Gen.Const(StepKind.SpoilByte)),
            (1, Gen.Const(StepKind.SpoilRun)),
            (2, Gen.Const(StepKind.SpoilLink))),
        Gen.Frequency((8, Gen.UInt[1, 120]), (4, Gen.UInt[121, 1100]), (1, Gen.UInt[1101, 150_000])),
        Gen.UInt,
        Gen.UInt,
        (kind, bytes, choice, value) => new Step(kind, bytes, choice, value));

    public enum StepKind
    {
        Allocate,
        AllocateAligned,
        Reallocate,
        Free,
        FreeWild,
        GiveBack,
        Repair,
        SpoilByte,
        SpoilRun,
        SpoilLink,
    }

    [Fact]
    public void Random_damage_is_found_and_harms_nobody_else()
    {
        OperationCounter operations = new();
        _step.Array[1, 150].Sample(
            steps =>
            {
                VandalisedHeap heap = new();
                foreach (Step step in steps)
                {
                    heap.Apply(step);
                }

                operations.Add((int)heap.Effects);
                heap.CheckAtEnd();
            },
            iter: 400);
        operations.RequireAtLeast(12_000);
    }

    /// <param name="Kind">What is done.</param>
    /// <param name="Bytes">How many are asked for, or spoilt.</param>
    /// <param name="Choice">Which block.</param>
    /// <param name="Value">Where, or with what.</param>
    public sealed record Step(StepKind Kind, uint Bytes, uint Choice, uint Value);
}
