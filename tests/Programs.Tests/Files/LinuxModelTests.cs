using CsCheck;
using Osmosis.Programs.Files;

namespace Osmosis.Programs.Tests.Files;

/// <summary>
/// Random sequences of calls, on our files and on the host's: results, errors, and at the end the trees, are the same
/// (U3, U6).
/// </summary>
[Slow]
public class LinuxModelTests
{
    private static readonly string _longest = new('l', 255);

    private static readonly Gen<string> _name = Gen.Frequency(
        (30, Gen.OneOf("a", "b", "c")),
        (2, Gen.Const(_longest)),
        (1, Gen.Const(_longest + "l")),
        (2, Gen.Const(".")),
        (4, Gen.Const("..")));

    private static readonly Gen<string> _path = Gen.Select(
        _name.Array[1, 4],
        Gen.Frequency((8, Gen.Const("/")), (1, Gen.Const("//"))),
        Gen.Frequency((9, Gen.Const("")), (1, Gen.Const("/"))),
        Gen.Int[0, 80],
        (names, slash, end, rare) => rare == 0 ? "" : string.Join(slash, names) + end);

    /// <summary>At most one "..", so that forty links in a row stay in the test's folder.</summary>
    private static readonly Gen<string> _text = Gen.Frequency(
        (4, Gen.OneOf("a", "b", "c", "a/b", "b/c")),
        (2, Gen.OneOf("../a", "../c", "b/..", "a/", ".")),
        (1, Gen.OneOf("", new string('t', 4095), new string('/', 4096) + "a")));

    private static readonly Gen<uint> _flags = Gen.Select(
        Gen.UInt[0, 3],
        Gen.Frequency((2, Gen.Const(0u)), (3, Gen.Const((uint)OpenFlags.Create))),
        Gen.OneOf<OpenFlags>(
            OpenFlags.None, OpenFlags.None, OpenFlags.Exclusive, OpenFlags.Truncate, OpenFlags.Append,
                OpenFlags.Directory, OpenFlags.NoFollow,
            OpenFlags.Directory | OpenFlags.NoFollow),
        (access, create, more) => access | (more.HasFlag(OpenFlags.Directory) ? 0 : create) | (uint)more);

    private static readonly Gen<FileStep> _step = Gen.Select(
        Gen.Frequency((4, Gen.Const(FileStepKind.Open)), (10, Gen.Enum<FileStepKind>())),
        _path,
        Gen.OneOf(_path, _text),
        Gen.Int[0, 5],
        Gen.Frequency((5, Gen.Int[0, 300]), (1, Gen.Int[0, 9000])),
        _flags,
        (kind, path, other, slot, number, flags) => new FileStep(kind, path, other, slot, number, flags))
        .Where(step => step.Kind != FileStepKind.MakeLink || step.Other.Split("..").Length <= 2);

    [Fact]
    public void Random_calls_end_as_on_Linux()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Host.IsX64, "the judge is Linux on x86-64");
        OperationCounter operations = new();
        _step.Array[1, 80].Sample(
            steps =>
            {
                using LinuxModel model = new();
                foreach (FileStep step in steps)
                {
                    model.Take(step);
                }

                model.End();
                operations.Add(steps.Length);
            },
            iter: 500);
        operations.RequireAtLeast(10_000);
    }
}
