// The changes of right answers that no rule is about, and why. './osmosis lab mutants N' lists what a lab doesn't
// notice.
using Osmosis.Lab.Mutating;

namespace Osmosis.Lab.Tests;

internal static class EquivalentChanges
{
    private const string Multiples = "the offsets are multiples of 4";
    private const string NoAnswer = "the value that goes with a refusal means nothing";
    private const string BitIsSet = "bit 0, P, is set anyway";
    private const string SizesOfEight = "sizes are multiples of 8: nothing lies between";
    private const string Room = "the rules leave each format of headers 64 bytes of room";
    private const string RefusedByMap = "Map refuses, and the frame goes back; without a frame both answers hold";
    private const string EmptyRegion = "MergeTwo removes a region without pages before anybody looks";
    private const string BeyondTheSet = "what lies behind the last region is written before it is read";

    private static readonly Dictionary<int, Dictionary<string, string>> _why = new()
    {
        [1] = new()
        {
            ["line 7: 0x0010_0000 → 1048577"] = "the quotient is the same",
            ["line 7: 0x0010_0000 → 1048575"] = "the frame below the first is never usable, and its word is 0",
            ["line 7: 0x0020_0000 → 2097153"] = "the quotient is the same",
            ["line 10: 0 → 1"] = "the name says what the words of the notes are anyway, 0",
            ["line 10: 2 → 3"] = "any number that is no frame's marks the end of the list",
            ["line 38: >= → >"] = "the word of the frame behind the last is never written",
        },
        [2] = new()
        {
            ["line 13: 0 → 1"] = NoAnswer,
            ["line 23: 0 → 1"] = NoAnswer,
        },
        [3] = new()
        {
            ["line 12: 2 → 3"] = BitIsSet,
            ["line 32: 4096 → 4095"] = Multiples,
            ["line 46: 0 → 1"] = BitIsSet,
            ["line 55: IsMapped(page) → false"] = RefusedByMap,
            ["line 81: 0 → 1"] = NoAnswer,
        },
        [4] = new()
        {
            ["line 12: 2 → 3"] = BitIsSet,
            ["line 32: 4096 → 4095"] = Multiples,
            ["line 46: 0 → 1"] = BitIsSet,
            ["line 55: IsMapped(page) → false"] = RefusedByMap,
            ["line 110: 0 → 1"] = NoAnswer,
            ["line 120: 4096 → 4095"] = Multiples,
        },
        [5] = new()
        {
            ["line 124: 0 → 1"] = NoAnswer,
            ["line 134: 4096 → 4095"] = Multiples,
            ["line 32: 4096 → 4095"] = Multiples,
            ["line 46: 0 → 1"] = BitIsSet,
            ["line 55: IsMapped(page) → false"] = RefusedByMap,
        },
        [6] = new()
        {
            ["line 32: 4096 → 4095"] = Multiples,
            ["line 46: 0 → 1"] = BitIsSet,
            ["line 55: IsMapped(page) → false"] = RefusedByMap,
            ["line 124: 0 → 1"] = NoAnswer,
            ["line 140: 4096 → 4097"] = "the lowest 12 bits of a page's address are not looked at",
            ["line 159: 4096 → 4097"] = "the lowest 12 bits of a page's address are not looked at",
            ["line 167: 4096 → 4097"] = "the lowest 12 bits of a page's address are not looked at",
            ["line 175: 4096 → 4095"] = Multiples,
        },
        [7] = new()
        {
            ["line 10: 2 → 3"] = BitIsSet,
            ["line 38: < → <="] = "both sides are equal then",
        },
        [8] = new()
        {
            ["line 9: 4096 → 4097"] = SizesOfEight,
            ["line 9: 4096 → 4095"] = Room,
            ["line 9: 1 → 2"] = "bit 1 of a size is as free as bit 0",
            ["line 9: 16 → 17"] = Room,
            ["line 9: 16 → 15"] = SizesOfEight,
            ["line 14: > → >="] = Room,
            ["line 15: 7 → 8"] = Room,
            ["line 25: >= → >"] = Room,
            ["line 58: >= → >"] = Room,
            ["line 65: 0 → 1"] = SizesOfEight,
            ["line 68: IsFree(block) → true"] =
                "it differs where a block ends exactly at the heap's end, which a format of headers decides",
            ["line 68: 0 → 1"] = SizesOfEight,
            ["line 71: >= → >"] = Room,
            ["line 91: next != block + SizeOf(block) → true"] = "the same word is written again",
            ["line 91: + → -"] = "the same word is written again",
        },
        [9] = new()
        {
            ["line 8: 2 → 3"] = BitIsSet,
            ["line 8: 4 → 5"] = BitIsSet,
            ["line 35: 0 → 1"] = BitIsSet,
            ["line 41: 4096 → 4095"] = Multiples,
        },
        [10] = new()
        {
            ["line 9: 4 → 5"] = BitIsSet,
            ["line 25: child = 0; → ;"] = NoAnswer,
            ["line 25: 0 → 1"] = NoAnswer,
            ["line 55: 4096 → 4095"] = Multiples,
            ["line 56: frame != ZeroFrame → true"] = "nobody reads the count of the frame of zeroes",
            ["line 79: 4096 → 4095"] = Multiples,
            ["line 87: frame != ZeroFrame → true"] = "nobody reads the count of the frame of zeroes",
            ["line 96: 4096 → 4095"] = Multiples,
            ["line 119: 12 → 11"] = "each frame has a word of the notes all the same",
        },
        [11] = new()
        {
            ["line 43: < → <="] = BeyondTheSet,
            ["line 69: 0 → 1"] = NoAnswer,
            ["line 84: > → >="] = "both sides are equal then",
            ["line 84: < → <="] = "both sides are equal then",
            ["line 85: < → <="] = "nothing is added then",
            ["line 136: > → >="] = EmptyRegion,
            ["line 136: < → <="] = EmptyRegion,
            ["line 160: 16 → 15"] = Multiples,
            ["line 165: < → <="] = BeyondTheSet,
            ["line 165: 16 → 17"] = BeyondTheSet,
            ["line 165: 16 → 15"] = Multiples,
        },
    };

    /// <summary>The changes of a lab's answer that have an explanation.</summary>
    public static IEnumerable<string> Of(int lab) => _why.TryGetValue(lab, out Dictionary<string, string>? why)
        ? why.Keys : [];

    /// <summary>Why a change makes no difference that a rule is about; null when it should be noticed.</summary>
    public static string? WhyOf(int lab, AnswerMutant mutant) =>
        _why.GetValueOrDefault(lab)?.GetValueOrDefault($"{mutant}");
}
