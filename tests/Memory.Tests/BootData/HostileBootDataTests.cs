using CsCheck;

namespace Osmosis.Memory.Tests.BootData;

/// <summary>
/// Whatever a boot loader leaves, reading it ends with a value that the kernel can put into words, and no forbidden
/// frame is handed out (F1, F2). Ten million blocks take minutes, so only a long run tries them.
/// </summary>
[Slow]
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
            NoisyMachine machine = new(seed, density, _nothing);
            BootInformation information = default;
            Judge(ReadMultiboot(machine, structure, ref information));
            information = default;
            Judge(ReadMultiboot2(machine, structure, ref information));
        },
        iter: Blocks);

    [Fact]
    public void A_block_spoilt_in_a_few_words_is_refused_or_keeps_forbidden_frames_safe() => SpoilBlocks(Blocks);

    [Fact(Explicit = true)]
    public void Ten_million_spoilt_blocks_are_refused_or_keep_forbidden_frames_safe() => SpoilBlocks(BlocksInALongRun);

    [Fact]
    public void Tags_spoilt_in_a_few_words_are_refused_or_keep_forbidden_frames_safe() => SpoilTags(Blocks);

    [Fact(Explicit = true)]
    public void Ten_million_spoilt_structures_of_tags_are_refused_or_keep_forbidden_frames_safe() =>
        SpoilTags(BlocksInALongRun);

    private static void SpoilBlocks(int count) => Gen.Select(
        MapEntry.Random.Array[0, 6],
        Gen.Select(Gen.UInt[0x10_0000, 0x14_0000], Gen.UInt[0, 0x5000]).Array[0, 3],
        Gen.Select(Gen.UInt[0, 60], _nastyWord).Array[0, 3],
        Gen.UInt).Sample(
        (entries, modules, spoilt, seed) =>
        {
            HostileBlock block = new(entries, modules, spoilt, seed);
            BootInformation information = default;
            if (Judge(ReadMultiboot(block.Machine, HostileBlock.Structure, ref information)) == BootError.None)
            {
                block.CheckFrames(ref information);
            }
        },
        iter: count);

    private static void SpoilTags(int count) => Gen.Select(
        MapEntry.Random.Array[0, HostileTags.MaximumEntries],
        Gen.Select(Gen.UInt[0x10_0000, 0x14_0000], Gen.UInt[0, 0x5000]).Array[0, HostileTags.MaximumModules],
        Gen.Select(Gen.UInt[0, 60], _nastyWord).Array[0, 3],
        Gen.UInt[0, 9],
        Gen.UInt).Sample(
        (entries, modules, spoilt, order, seed) =>
        {
            HostileTags tags = new(entries, modules, spoilt, order, seed);
            BootInformation information = default;
            if (Judge(ReadMultiboot2(tags.Machine, HostileTags.Structure, ref information)) == BootError.None)
            {
                tags.CheckFrames(ref information);
            }
        },
        iter: count);

    private static BootError ReadMultiboot(NoisyMachine machine, uint structure, ref BootInformation information)
    {
        MultibootReader<NoisyMachine> reader = new(machine, new PhysicalAddress(structure));
        reader.ReadTexts(ref information);
        return reader.Read(ref information);
    }

    private static BootError ReadMultiboot2(NoisyMachine machine, uint structure, ref BootInformation information)
    {
        Multiboot2Reader<NoisyMachine> reader = new(machine, new PhysicalAddress(structure));
        reader.ReadTexts(ref information);
        return reader.Read(ref information);
    }

    /// <summary>Passes an outcome that the kernel can put into words.</summary>
    private static BootError Judge(BootError error)
    {
        ReadOnlySpan<byte> message = error.Describe();
        if (message.IsEmpty || message.StartsWith("unknown"u8))
        {
            Assert.Fail($"there are no words for {error}");
        }

        return error;
    }
}
