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
    private static readonly Gen<FileCall> _call = Gen.Int.Select(CallMaker.Make);

    [Fact]
    public void Random_calls_have_Linux_s_answers_and_leave_Linux_s_memory_and_files()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Host.IsX64 && Environment.IsPrivilegedProcess,
            "the judge is Linux on x86-64, and everybody is root");
        OperationCounter operations = new();
        HashSet<string> answers = [];
        _call.Array[1, 80].Sample(
            calls =>
            {
                using CallPair pair = new();
                pair.Prepare();
                Array.ForEach(calls, pair.MakeWhole);
                pair.End();
                operations.Add(calls.Length);
                answers.UnionWith(pair.Answers);
            },
            iter: 100,
            threads: 1);
        operations.RequireAtLeast(2_000);
        Assert.True(answers.Count >= 120, $"{answers.Count} kinds of answers: {string.Join(", ", answers.Order())}");
    }
}
