// Lab 13: the answer is a test. It must accept right code, and each kind of wrong code must fail it.
using Osmosis.Lab.Checking;
using Osmosis.Lab.Testing;
using Osmosis.Labs;

namespace Osmosis.Lab.Exercises;

public interface ITests
{
    void Run();
}

public sealed class TestsLab : CompiledLab
{
    private const string Accepts = "accepts";
    private const int AcceptPoints = 20;
    private const int BugPoints = 5;

    private static readonly (string Name, string Title, string Requirement, PlantedBug Bug)[] _bugs =
    [
        ("unmap-tlb", "A page that was unmapped can't be reached", "P3", PlantedBug.UnmapWithoutInvalidate),
        ("protect-tlb", "A right that was taken away is gone", "P6", PlantedBug.ProtectWithoutInvalidate),
        ("zeroed", "A new table maps nothing else", "P1", PlantedBug.TableNotZeroed),
        ("overwrite", "A page that is mapped stays as it is", "P2", PlantedBug.Overwrites),
        ("leak", "A refused call takes no frame", "P5", PlantedBug.LeakWithoutTable),
        ("empty-table", "An empty table goes back", "P7", PlantedBug.EmptyTableKept),
        ("used-table", "A table that has a page stays", "P7", PlantedBug.TableGivenBackTooEarly),
        ("last-entry", "Every page has an entry of its own", "P2", PlantedBug.LastEntryElsewhere),
        ("offset", "A resolved address has its offset", "P4", PlantedBug.OffsetLost),
        ("allow", "A right that was given is there", "P6", PlantedBug.OnlyForbids),
        ("read-only", "A read-only page can't be written", "P2", PlantedBug.AlwaysWritable),
        ("neighbour", "A page's rights are its own", "P2", PlantedBug.ReadOnlyDirectory),
        ("frame-0", "Frame 0 is a frame", "P4", PlantedBug.FrameZeroIsNothing),
        ("caller", "Unmap leaves the page's frame to its owner", "P3", PlantedBug.UnmapGivesThePageBack),
        ("no-frame", "Without a frame nothing is mapped", "P5", PlantedBug.MapsWithoutFrame),
        ("unmapped", "Unmap says that there was nothing", "P3", PlantedBug.UnmapAlwaysDone),
    ];

    public override int Number => 13;

    public override string Title => "Write the tests";

    public override string Trains => "thinking in rules";

    public override string FileName => "Tests.cs";

    public override string ClassName => "Tests";

    public override Type Contract => typeof(ITests);

    public override IReadOnlyList<Rule> Rules { get; } =
    [
        new(Accepts, "Right code passes", AcceptPoints, "P1-P7", "README.md"),
        .. _bugs.Select(bug => new Rule(bug.Name, bug.Title, BugPoints, bug.Requirement, "docs/PAGING.md")),
    ];

    protected override string WhyNotBooted => "its code is a test, which runs on the grader's page tables";

    public override Verdict Judge(object answer, int depth)
    {
        ITests tests = (ITests)answer;
        Trial right = Trial.Of(tests, PlantedBug.None);
        Trial other = Trial.Of(tests, PlantedBug.OtherOrder);
        Trial refused = right.HasFailed ? right : other;
        List<RuleVerdict> rules = [Accepted(refused)];
        for (int bug = 0; bug < _bugs.Length; bug++)
        {
            rules.Add(Caught(Rules[bug + 1], refused, Trial.Of(tests, _bugs[bug].Bug)));
        }

        return new Verdict(Number, rules.Sum(rule => rule.Points), rules.Sum(rule => rule.Of), rules, 0,
            [], rules.Count + 1, 1, true, 1, 0, "", []);
    }

    private RuleVerdict Accepted(Trial refused)
    {
        RuleVerdict verdict = RuleVerdict.NotReached(Rules[0]) with { Reached = true };
        return !refused.HasFailed ? verdict with { Passed = true, Points = AcceptPoints } : verdict with
        {
            What = refused.IsCheck ? "a check fails right code" : refused.Message,
            Expected = "right code passes",
            Said = $"the test ends at line {refused.Line}",
            Line = $"{FileName}:{refused.Line}",
            Method = "Run",
            Why = "no point is given for wrong code that fails as long as right code fails, too",
        };
    }

    private static RuleVerdict Caught(Rule rule, Trial right, Trial wrong)
    {
        RuleVerdict verdict = RuleVerdict.NotReached(rule) with { Reached = true };
        return right.HasFailed ? verdict with { Why = "right code has to pass first" }
            : wrong.HasFailed ? verdict with { Passed = true, Points = rule.Points }
            : verdict with { Why = "code that breaks this passes your test" };
    }

    /// <summary>A run of the test against one page table.</summary>
    private sealed record Trial(bool HasFailed, bool IsCheck, string Message, int Line)
    {
        public static Trial Of(ITests tests, PlantedBug bug)
        {
            Osmosis.Labs.Machine.Remove();
            Tested.Current = new TestedCode(bug);
            Guard.Begin();
            try
            {
                tests.Run();
                return new Trial(false, false, "", 0);
            }
            catch (CheckFailedException)
            {
                return new Trial(true, true, "", Guard.Line);
            }
            catch (Exception failure)
            {
                return new Trial(true, false, World.WhyEnded("Run", failure), Guard.Line);
            }
        }
    }
}
