using CsCheck;
using Osmosis.Memory.Tests.Worlds;

namespace Osmosis.Memory.Tests.HeapTests;

/// <summary>Random sequences of all operations against a dictionary of live blocks (H1–H4, H6). Some 120,000 operations a run.</summary>
public class HeapModelTests
{
    private static readonly Gen<uint> _bytes = Gen.Frequency(
        (10, Gen.UInt[1, 64]),
        (8, Gen.UInt[65, 1024]),
        (3, Gen.UInt[1025, 5000]),
        (1, Gen.UInt[5001, 200_000]),
        (1, Gen.OneOf(Gen.Const(0u), Gen.UInt[MemoryLayout.HeapMaxSize - 64, MemoryLayout.HeapMaxSize + 64], Gen.UInt[uint.MaxValue - 64, uint.MaxValue])));

    private static readonly Gen<HeapStep> _step = Gen.Select(
        Gen.Frequency(
            (12, Gen.Const(StepKind.Allocate)),
            (10, Gen.Const(StepKind.Free)),
            (1, Gen.Const(StepKind.AllocateWhileFramesFail)),
            (1, Gen.Const(StepKind.EnsureCapacity)),
            (1, Gen.Const(StepKind.GiveBack)),
            (2, Gen.Const(StepKind.FreeWild))),
        _bytes,
        Gen.UInt,
        (kind, bytes, choice) => new HeapStep(kind, bytes, choice));

    public enum StepKind
    {
        Allocate,
        Free,
        AllocateWhileFramesFail,
        EnsureCapacity,
        GiveBack,
        FreeWild,
    }

    /// <summary>Pages come unwritten: the core must never read what it didn't write.</summary>
    [Fact]
    public void Random_steps_agree_with_a_dictionary_of_blocks() =>
        Run(_step.Where(step => step.Kind != StepKind.FreeWild), new WorldOptions(), iterations: 300);

    /// <summary>Pages come with garbage in them, and wild pointers are freed.</summary>
    [Fact]
    public void Random_steps_with_wild_frees_agree_with_a_dictionary_of_blocks() =>
        Run(_step, new WorldOptions { HasGarbageInHeapPages = true }, iterations: 300);

    private static void Run(Gen<HeapStep> step, WorldOptions options, int iterations) => step.Array[0, 400].Sample(
        steps =>
        {
            HeapModel model = new(World.Boot(options));
            List<uint> freed = [];
            for (int i = 0; i < steps.Length; i++)
            {
                Apply(model, freed, steps[i]);
                model.Check();
                if (i % 32 == 0)
                {
                    model.CheckAll();
                }
            }

            foreach (uint pointer in model.Live)
            {
                model.Free(pointer);
            }

            model.CheckAll();
            Assert.True(HeapWalk.Blocks(model.World).Count <= 1);
            model.World.Heap.GiveBack(0);
            model.CheckAll();
            Assert.Equal(0u, model.World.Heap.Statistics.MappedBytes);
        },
        iter: iterations);

    private static void Apply(HeapModel model, List<uint> freed, HeapStep step)
    {
        World world = model.World;
        switch (step.Kind)
        {
            case StepKind.Allocate:
                model.Allocate(step.Bytes);
                break;
            case StepKind.AllocateWhileFramesFail:
                world.Frames.FailFrom((step.Choice % 8) + 1);
                model.Allocate(step.Bytes);
                world.Frames.FailNever();
                break;
            case StepKind.EnsureCapacity:
                EnsureCapacity(world, step.Bytes);
                break;
            case StepKind.GiveBack:
                GiveBack(world, step.Bytes);
                break;
            case StepKind.Free when model.Live.Count > 0:
                uint pointer = model.Live[(int)(step.Choice % model.Live.Count)];
                model.Free(pointer);
                freed.Add(pointer);
                break;
            case StepKind.FreeWild:
                FreeWild(model, freed, step);
                break;
        }
    }

    private static void EnsureCapacity(World world, uint bytes)
    {
        HeapError error = world.Heap.EnsureCapacity(bytes);
        if (error == HeapError.None)
        {
            Block last = HeapWalk.Blocks(world)[^1];
            Assert.True(last.IsFree && last.Size - 4 >= bytes);
        }
    }

    private static void GiveBack(World world, uint bytes)
    {
        uint before = world.Heap.Statistics.MappedBytes;
        world.Heap.GiveBack(bytes);
        Assert.InRange(world.Heap.Statistics.MappedBytes, Math.Min(before, bytes), before);
    }

    /// <summary>A pointer into a live block, one freed before, one into the window, or any.</summary>
    private static void FreeWild(HeapModel model, List<uint> freed, HeapStep step)
    {
        IReadOnlyList<uint> live = model.Live;
        uint pointer = (step.Bytes % 4) switch
        {
            0 when live.Count > 0 => live[(int)(step.Choice % live.Count)] + 1 + (step.Choice % 20),
            1 when freed.Count > 0 => freed[(int)(step.Choice % freed.Count)],
            2 => model.World.IdentityEnd + (step.Choice % MemoryLayout.HeapMaxSize),
            _ => step.Choice,
        };
        if (!live.Contains(pointer))
        {
            model.FreeWild(pointer);
        }
    }

    public sealed record HeapStep(StepKind Kind, uint Bytes, uint Choice);
}
