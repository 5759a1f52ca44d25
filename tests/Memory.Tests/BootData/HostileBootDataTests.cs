using CsCheck;

namespace Osmosis.Memory.Tests.BootData;

/// <summary>Whatever a boot loader leaves, reading it ends with a value, and no frame is handed out that it forbids (F1, F2).</summary>
public class HostileBootDataTests
{
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
            MultibootReader<NoisyMachine> reader = new(new NoisyMachine(seed, density, new Dictionary<uint, uint>()), new PhysicalAddress(structure));
            BootInformation information = default;
            BootError error = reader.Read(ref information);
            Assert.True(Enum.IsDefined(error));
        },
        iter: 20_000);

    [Fact]
    public void A_block_spoilt_in_a_few_words_is_refused_or_keeps_forbidden_frames_safe() => Gen.Select(
        MapEntry.Random.Array[0, 6],
        Gen.Select(Gen.UInt[0x10_0000, 0x14_0000], Gen.UInt[0, 0x5000]).Array[0, 3],
        Gen.Select(Gen.UInt[0, 60], _nastyWord).Array[0, 3],
        Gen.UInt).Sample(
        (entries, modules, spoilt, seed) =>
        {
            HostileBlock block = new(entries, modules, spoilt, seed);
            BootInformation information = default;
            if (new MultibootReader<NoisyMachine>(block.Machine, new PhysicalAddress(HostileBlock.Structure)).Read(ref information) == BootError.None)
            {
                block.CheckFrames(ref information);
            }
        },
        iter: 20_000);
}
