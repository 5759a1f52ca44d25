using CsCheck;
using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.HeapTests;

/// <summary>
/// Random sequences of all operations against a dictionary of live blocks (H1–H4, H6–H8). More than 100,000 operations
/// with an effect a run.
/// </summary>
[Slow]
public abstract class HeapModelTests<TFormat>
    where TFormat : struct, IBlockFormat
{
    private static readonly Gen<uint> _bytes = Gen.Frequency(
        (10, Gen.UInt[1, 64]),
        (8, Gen.UInt[65, 1024]),
        (3, Gen.UInt[1025, 5000]),
        (1, Gen.UInt[5001, 200_000]),
        (1, Gen.OneOf(Gen.Const(0u), Gen.UInt[MemoryLayout.HeapMaxSize - 64, MemoryLayout.HeapMaxSize + 64],
            Gen.UInt[uint.MaxValue - 64, uint.MaxValue])));

    private static readonly Gen<HeapStep> _step = Gen.Select(
        Gen.Frequency(
            (12, Gen.Const(StepKind.Allocate)),
            (3, Gen.Const(StepKind.AllocateAligned)),
            (2, Gen.Const(StepKind.AllocateZeroed)),
            (5, Gen.Const(StepKind.Reallocate)),
            (13, Gen.Const(StepKind.Free)),
            (1, Gen.Const(StepKind.EnsureCapacity)),
            (1, Gen.Const(StepKind.GiveBack)),
            (1, Gen.Const(StepKind.SetMark)),
            (2, Gen.Const(StepKind.FreeWild)),
            (1, Gen.Const(StepKind.ReallocateWild))),
        _bytes,
        Gen.UInt,
        Gen.Frequency((9, Gen.Const(0u)), (1, Gen.UInt[1, 8])),
        (kind, bytes, choice, noFrames) => new HeapStep(kind, bytes, choice, noFrames));

    public enum StepKind
    {
        Allocate,
        AllocateAligned,
        AllocateZeroed,
        Reallocate,
        Free,
        EnsureCapacity,
        GiveBack,
        SetMark,
        FreeWild,
        ReallocateWild,
    }

    /// <summary>Pages come unwritten: the core must never read what it didn't write.</summary>
    [Fact]
    public void Random_steps_agree_with_a_dictionary_of_blocks() =>
        Run(_step.Where(step => step.Kind is not (StepKind.FreeWild or StepKind.ReallocateWild)), new WorldOptions());

    /// <summary>Pages come with garbage in them, and wild pointers are freed and resized.</summary>
    [Fact]
    public void Random_steps_with_wild_pointers_agree_with_a_dictionary_of_blocks() =>
        Run(_step, new WorldOptions { HasGarbageInHeapPages = true });

    private static void Run(Gen<HeapStep> step, WorldOptions options)
    {
        OperationCounter operations = new();
        step.Array[0, 400].Sample(
            steps => operations.Add(Run(steps, options)),
            iter: 250);

        // Two tests and two formats: more than 100,000 effects together.
        operations.RequireAtLeast(25_000);
    }

    /// <summary>Returns how many blocks were allocated, freed or resized.</summary>
    private static int Run(HeapStep[] steps, WorldOptions options)
    {
        HeapModel<TFormat> model = new(HeapWorld<TFormat>.BootHeap(options));
        List<uint> freed = [];
        for (int i = 0; i < steps.Length; i++)
        {
            if (steps[i].NoFramesFrom != 0)
            {
                model.World.Frames.FailFrom(steps[i].NoFramesFrom);
            }

            Apply(model, freed, steps[i]);
            model.World.Frames.FailNever();
            model.Check();
            if (i % 32 == 0)
            {
                model.CheckAll();
            }
        }

        int effects = (int)model.Effects;
        model.FreeAll();
        model.CheckAll();
        Assert.True(HeapWalk.Blocks(model.World).Count <= 1);
        Assert.Equal(0u, model.World.Heap.Statistics.QuarantinedBlocks);
        model.World.Heap.GiveBack(0);
        model.CheckAll();
        Assert.Equal(0u, model.World.Heap.Statistics.MappedBytes);
        return effects;
    }

    private static void Apply(HeapModel<TFormat> model, List<uint> freed, HeapStep step)
    {
        switch (step.Kind)
        {
            case StepKind.Allocate:
                model.Allocate(step.Bytes);
                break;
            case StepKind.AllocateAligned:
                model.AllocateAligned(step.Bytes,
                    step.Choice % 20 < 14 ? 1u << (int)(step.Choice % 14) : step.Choice % 5000);
                break;
            case StepKind.AllocateZeroed:
                model.AllocateZeroed(step.Bytes, step.Choice % 5);
                break;
            case StepKind.Reallocate when model.Live.Count > 0:
                Reallocate(model, freed, step);
                break;
            case StepKind.Free when model.Live.Count > 0:
                uint pointer = Choose(model.Live, step.Choice);
                model.Free(pointer);
                freed.Add(pointer);
                break;
            case StepKind.EnsureCapacity:
                model.EnsureCapacity(step.Bytes);
                break;
            case StepKind.GiveBack:
                model.GiveBack(step.Bytes);
                break;
            case StepKind.SetMark:
                Assert.Equal(model.World.Heap.Counters.Mark + 1, model.World.Heap.SetMark());
                break;
            case StepKind.FreeWild when WildPointer(model, freed, step) is uint wild && !model.Live.Contains(wild):
                model.FreeWild(wild);
                break;
            case StepKind.ReallocateWild when WildPointer(model, freed, step) is uint wild && wild != 0
                && !model.Live.Contains(wild):
                model.ReallocateWild(wild, step.Bytes);
                break;
        }
    }

    private static uint Choose(IReadOnlyList<uint> pointers, uint choice) => pointers[(int)(choice % pointers.Count)];

    private static void Reallocate(HeapModel<TFormat> model, List<uint> freed, HeapStep step)
    {
        uint pointer = Choose(model.Live, step.Choice);
        if (model.Reallocate(pointer, step.Bytes) != pointer && !model.Live.Contains(pointer))
        {
            freed.Add(pointer);
        }
    }

    /// <summary>A pointer into a live block, one freed before, one into the window, or any.</summary>
    private static uint WildPointer(HeapModel<TFormat> model, List<uint> freed, HeapStep step) =>
        (step.Bytes % 4) switch
        {
            0 when model.Live.Count > 0 => Choose(model.Live, step.Choice) + 1 + (step.Choice % 40),
            1 when freed.Count > 0 => Choose(freed, step.Choice),
            2 => model.World.IdentityEnd + (step.Choice % MemoryLayout.HeapMaxSize),
            _ => step.Choice,
        };

    /// <param name="Kind">What is done.</param>
    /// <param name="Bytes">How many are asked for.</param>
    /// <param name="Choice">Which block, which alignment.</param>
    /// <param name="NoFramesFrom">From which request for a frame on all fail; 0: none.</param>
    public sealed record HeapStep(StepKind Kind, uint Bytes, uint Choice, uint NoFramesFrom);
}

public sealed class PlainHeapModelTests : HeapModelTests<PlainBlocks>;

public sealed class CheckedHeapModelTests : HeapModelTests<CheckedBlocks>;
