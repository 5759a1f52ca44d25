using CsCheck;
using Osmosis.Kernel.Memory;

namespace Osmosis.Memory.Tests.BootData;

/// <summary>
/// Whatever a boot loader leaves, reading it ends with a value that the kernel has words for, and no frame is handed out that it forbids
/// (F1, F2). Ten million blocks take minutes: they are tried in a long run.
/// </summary>
public class HostileBootDataTests
{
    private const int Blocks = 200_000;
    private const int BlocksInALongRun = 10_000_000;

    private static readonly GivenWords _nothing = new();

    private static readonly Gen<uint> _nastyWord = Gen.OneOf(
        Gen.UInt,
        Gen.UInt[0, 64],
        Gen.UInt[0xFFFF_FF00, uint.MaxValue],
        Gen.UInt[0x10_0000, 0x20_0000],
        Gen.OneOf(0u, 20u, 24u, 0x8000_0000u, uint.MaxValue));

    [Fact]
    public void Random_memory_never_ends_in_an_exception() => Gen.Select(_nastyWord, Gen.UInt, Gen.UInt[0, 7]).Sample(
        (structure, seed, density) =>
        {
            BootInformation information = default;
            Read(new NoisyMachine(seed, density, _nothing), structure, ref information);
        },
        iter: Blocks);

    [Fact]
    public void A_block_spoilt_in_a_few_words_is_refused_or_keeps_forbidden_frames_safe() => SpoilBlocks(Blocks);

    [Fact(Explicit = true)]
    public void Ten_million_spoilt_blocks_are_refused_or_keep_forbidden_frames_safe() => SpoilBlocks(BlocksInALongRun);

    private static void SpoilBlocks(int count) => Gen.Select(
        MapEntry.Random.Array[0, 6],
        Gen.Select(Gen.UInt[0x10_0000, 0x14_0000], Gen.UInt[0, 0x5000]).Array[0, 3],
        Gen.Select(Gen.UInt[0, 60], _nastyWord).Array[0, 3],
        Gen.UInt).Sample(
        (entries, modules, spoilt, seed) =>
        {
            HostileBlock block = new(entries, modules, spoilt, seed);
            BootInformation information = default;
            if (Read(block.Machine, HostileBlock.Structure, ref information) == BootError.None)
            {
                block.CheckFrames(ref information);
            }
        },
        iter: count);

    private static BootError Read(NoisyMachine machine, uint structure, ref BootInformation information)
    {
        BootError error = new MultibootReader<NoisyMachine>(machine, new PhysicalAddress(structure)).Read(ref information);
        ReadOnlySpan<byte> message = error.Describe();
        Assert.True(!message.IsEmpty && !message.StartsWith("unknown"u8), $"there are no words for {error}");
        return error;
    }
}
