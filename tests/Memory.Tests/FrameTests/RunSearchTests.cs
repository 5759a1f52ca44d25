using CsCheck;

namespace Osmosis.Memory.Tests.FrameTests;

/// <summary>The search finds the lowest run, like trying one place after the other (F5).</summary>
public class RunSearchTests
{
    /// <summary>Few gaps, many, or none, so that runs end inside words and span several.</summary>
    private static readonly Gen<uint> _word = Gen.OneOf(
        Gen.Const(uint.MaxValue), Gen.Const(0u), Gen.UInt, Gen.Select(Gen.UInt, Gen.UInt, (a, b) => a | b),
        Gen.Int[0, 31].Select(bit => ~(1u << bit)));

    [Fact]
    public void It_finds_the_lowest_run_there_is() =>
        Gen.Select(_word.Array[1, 12], Gen.UInt[0, 5], Gen.Frequency((3, Gen.UInt[1, 32]), (1, Gen.UInt[33, 150])),
            Gen.Int[0, 8]).Sample(
                (words, firstWord, frames, log) => Assert.Equal(
                    TryEveryPlace(words, firstWord, frames, 1u << log), Search(words, firstWord, frames, 1u << log)),
                iter: 100_000);

    private static uint? Search(uint[] words, uint firstWord, uint frames, uint alignment)
    {
        RunSearch search = new(frames, alignment);
        for (uint i = 0; i < words.Length; i++)
        {
            if (words[i] != 0 && search.TryFind(firstWord + i, words[i], out uint first))
            {
                return first;
            }
        }

        return null;
    }

    private static uint? TryEveryPlace(uint[] words, uint firstWord, uint frames, uint alignment)
    {
        uint neighbours = 0;
        for (uint i = 0; i < words.Length * 32; i++)
        {
            neighbours = (words[i / 32] & (1u << (int)(i % 32))) != 0 ? neighbours + 1 : 0;
            uint first = (firstWord * 32) + i + 1 - frames;
            if (neighbours >= frames && first % alignment == 0)
            {
                return first;
            }
        }

        return null;
    }
}
