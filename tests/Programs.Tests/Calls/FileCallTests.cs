using CsCheck;
using Osmosis.Programs.Tests.Files;

namespace Osmosis.Programs.Tests.Calls;

/// <summary>
/// Random calls about files are made here and on Linux: answers, memory, and the trees at the end are the same. Then
/// all is closed and removed, and nothing is left.
/// </summary>
[Slow]
[Collection(StartedProcesses.None)]
public class FileCallTests
{
    private const int Most = 80;

    private static readonly Gen<FileCall> _call = Gen.Int.Select(CallMaker.Make);

    [Fact]
    public void Calls_have_Linux_s_answers_and_leave_Linux_s_memory_and_files()
    {
        SkipWithoutJudge();
        Random random = new(20_261_130);
        HashSet<string> answers = [];
        int made = 0;
        for (int sequence = 0; sequence < 100; sequence++)
        {
            FileCall[] calls =
                [.. Enumerable.Range(0, random.Next(1, Most)).Select(_ => CallMaker.Make(random.Next()))];
            Make(calls, answers);
            made += calls.Length;
        }

        Assert.InRange(made, 3_000, int.MaxValue);
        Assert.True(answers.Count >= 120, $"{answers.Count} kinds of answers: {string.Join(", ", answers.Order())}");
    }

    /// <summary>Calls that no run has made before. A failure is shrunk.</summary>
    [Fact(Explicit = true)]
    public void New_calls_have_Linux_s_answers_and_leave_Linux_s_memory_and_files()
    {
        SkipWithoutJudge();
        _call.Array[1, Most].Sample(calls => Make(calls, []), iter: 2_000, threads: 1);
    }

    private static void Make(FileCall[] calls, HashSet<string> answers)
    {
        using CallPair pair = new();
        pair.Prepare();
        Array.ForEach(calls, pair.MakeWhole);
        pair.End();
        answers.UnionWith(pair.Answers);
    }

    private static void SkipWithoutJudge() => Assert.SkipUnless(
        OperatingSystem.IsLinux() && Host.IsX64 && Environment.IsPrivilegedProcess,
        "the judge is Linux on x86-64, and everybody is root");
}
